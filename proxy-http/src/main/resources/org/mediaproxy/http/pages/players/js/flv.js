// HTTP-FLV and HTTP-TS with mpegts.js.

import { mediaAddress } from './address.js';
import { byId } from './page.js';
import { open, Problem, refusal, bitrate } from './player.js';

mpegts.LoggingControl.enableAll = false; // what goes wrong is said in the page

open({
  address: (asked) => mediaAddress(asked, asked.ending === '.ts' ? 'ts' : 'flv'),
  begin(url, page) {
    if (!mpegts.isSupported()) {
      throw new Problem('This browser cannot play HTTP-FLV', 'It has no media sources (MSE), as on iPhones. Try HLS.');
    }
    const type = new URL(url).pathname.toLowerCase().endsWith('.ts') ? 'mpegts' : 'flv';
    const catchUp = byId('catch-up').checked;
    const player = mpegts.createPlayer({ type, url, isLive: true }, {
      enableWorker: false,
      lazyLoad: false,
      liveBufferLatencyChasing: catchUp,
      liveBufferLatencyMaxLatency: 3,
      liveBufferLatencyMinRemain: 1,
    });
    let speed = 0;
    player.on(mpegts.Events.STATISTICS_INFO, (info) => {
      speed = info.speed * 8 * 1024;
    });
    player.on(mpegts.Events.LOADING_COMPLETE, () => page.state('ended', 'The stream has ended'));
    player.on(mpegts.Events.ERROR, (kind, detail, info) => page.fail(problemOf(kind, detail, info)));
    player.attachMediaElement(page.video);
    player.load();
    page.play();
    return {
      stop: () => player.destroy(),
      stats: () => ({ format: type }),
      figures: () => [['Format', type === 'flv' ? 'FLV' : 'MPEG-TS'], ['Network', bitrate(speed)]],
    };
  },
});

function problemOf(kind, detail, info) {
  if (detail === mpegts.ErrorDetails.NETWORK_STATUS_CODE_INVALID) {
    return refusal(info.code);
  }
  if (detail === mpegts.ErrorDetails.NETWORK_UNRECOVERABLE_EARLY_EOF) {
    return new Problem('The stream broke off', 'The server closed the connection.');
  }
  if (kind === mpegts.ErrorTypes.NETWORK_ERROR) {
    return refusal(0);
  }
  return new Problem('The stream cannot be played', `mpegts.js says: ${detail}${info?.msg ? `, ${info.msg}` : ''}.`);
}
