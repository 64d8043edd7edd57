// HLS with hls.js; on iPhones without media sources, with the browser's own player.

import { mediaAddress } from './address.js';
import { byId } from './page.js';
import { open, Problem, refusal, bitrate, seconds } from './player.js';

const RECOVERIES = 3;

open({
  address: (asked) => mediaAddress(asked, 'm3u8'),
  begin: (url, page) => (Hls.isSupported() ? withLibrary(url, page) : withBrowser(url, page)),
});

function withBrowser(url, page) {
  if (!page.video.canPlayType('application/vnd.apple.mpegurl')) {
    throw new Problem('This browser cannot play HLS', 'It has no media sources (MSE).');
  }
  page.video.src = url;
  page.play();
  return { stop() {} };
}

function withLibrary(url, page) {
  const hls = new Hls({ lowLatencyMode: byId('low-latency').checked, backBufferLength: 30 });
  let recoveries = 0;
  hls.on(Hls.Events.MANIFEST_PARSED, () => page.play());
  hls.on(Hls.Events.ERROR, (event, error) => {
    if (!error.fatal) {
      return;
    }
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && recoveries++ < RECOVERIES) {
      hls.recoverMediaError();
    } else if (error.type === Hls.ErrorTypes.NETWORK_ERROR && error.response) {
      page.fail(refusal(error.response.code));
    } else {
      page.fail(new Problem('The stream cannot be played', `hls.js says: ${error.details}.`));
    }
  });
  hls.loadSource(url);
  hls.attachMedia(page.video);

  const live = () => hls.latestLevelDetails?.live ?? false;
  return {
    stop: () => hls.destroy(),
    stats: () => ({
      live: live(),
      latency: live() ? hls.latency : null,
      lowLatency: hls.lowLatencyMode && Boolean(hls.latestLevelDetails?.partList),
    }),
    figures: () => [
      ['Behind live', live() ? seconds(hls.latency) : '–'],
      ['Network', bitrate(hls.bandwidthEstimate)],
    ],
  };
}
