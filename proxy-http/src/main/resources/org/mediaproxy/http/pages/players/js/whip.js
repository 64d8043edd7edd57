// WHIP: publishes over WebRTC.

import { offerAddress } from './address.js';
import { byId } from './page.js';
import { open, Problem } from './player.js';
import { connection, negotiate, hangUp, watch } from './rtc.js';
import { testPicture } from './testpicture.js';

open({
  own: ['Time', 'Picture'],
  address: (asked) => offerAddress(asked, 'whip'),
  words: { start: 'Publish', playing: 'Publishing' },
  async begin(url, page) {
    const source = await capture();
    let resource;
    const pc = connection(page, () => page.state('playing', 'Publishing'));
    try {
      if (!page.isCurrent()) {
        throw new Problem('Stopped');
      }
      page.video.srcObject = source;
      source.getTracks().forEach((track) => send(pc, track, source));
      source.getVideoTracks()[0]?.addEventListener('ended',
        () => page.fail(new Problem('The picture has ended', 'Its source was closed or unplugged.')));
      resource = await negotiate(pc, url);
    } catch (error) {
      pc.close();
      release(source);
      throw error;
    }
    page.play();
    const figures = watch(pc, 'outbound-rtp');
    return {
      ...figures,
      stop() {
        figures.stop();
        hangUp(pc, resource);
        release(source);
      },
    };
  },
});

// H.264 first: it is what becomes RTMP, HLS and FLV without being encoded again.
function send(pc, track, stream) {
  const transceiver = pc.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
  if (track.kind === 'video') {
    const codecs = RTCRtpSender.getCapabilities('video').codecs;
    const h264 = codecs.filter((codec) => codec.mimeType === 'video/H264');
    transceiver.setCodecPreferences([...h264, ...codecs.filter((codec) => !h264.includes(codec))]);
  }
}

async function capture() {
  const [width, height] = byId('size').value.split('x').map(Number);
  const kind = byId('source').value;
  if (kind === 'test') {
    return testPicture(width, height);
  }
  if (!navigator.mediaDevices) {
    throw new Problem('The browser does not hand out the camera or the screen here',
      'It does so only on pages from https or from this machine itself. The test picture works everywhere.');
  }
  const video = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 30 } };
  try {
    return kind === 'screen'
      ? await navigator.mediaDevices.getDisplayMedia({ video, audio: true })
      : await navigator.mediaDevices.getUserMedia({ video, audio: true });
  } catch (error) {
    throw new Problem(deviceWords(error.name), error.message);
  }
}

function deviceWords(name) {
  if (name === 'NotAllowedError') {
    return 'You have not allowed this';
  }
  return name === 'NotFoundError' ? 'There is no camera or no microphone' : 'The camera or microphone cannot be used';
}

function release(stream) {
  stream.getTracks().forEach((track) => track.stop());
}
