// MPEG-DASH with Shaka Player.

import { mediaAddress } from './address.js';
import { byId } from './page.js';
import { open, Problem, refusal, bitrate, seconds } from './player.js';

open({
  address: (asked) => mediaAddress(asked, 'mpd'),
  async begin(url, page) {
    shaka.polyfill.installAll();
    if (!shaka.Player.isBrowserSupported()) {
      throw new Problem('This browser cannot play DASH', 'It has no media sources (MSE), as on iPhones. Try HLS.');
    }
    const player = new shaka.Player();
    player.configure({ streaming: { lowLatencyMode: byId('low-latency').checked } });
    player.addEventListener('error', (event) => {
      if (event.detail.severity === shaka.util.Error.Severity.CRITICAL) {
        page.fail(problemOf(event.detail));
      }
    });
    try {
      await player.attach(page.video);
      await player.load(url);
    } catch (error) {
      player.destroy();
      throw problemOf(error);
    }
    page.play();
    const behind = () => (player.isLive() ? player.getStats().liveLatency : NaN);
    return {
      stop: () => player.destroy(),
      stats: () => ({ live: player.isLive(), latency: player.isLive() ? behind() : null }),
      figures: () => [
        ['Behind live', seconds(behind())],
        ['Network', bitrate(player.getStats().estimatedBandwidth)],
      ],
    };
  },
});

function problemOf(error) {
  const { Code, Category } = shaka.util.Error;
  if (error.code === Code.BAD_HTTP_STATUS) {
    return refusal(error.data[1]);
  }
  if (error.category === Category.NETWORK) {
    return refusal(0);
  }
  if (error.category === Category.MANIFEST) {
    return new Problem('The manifest is not understood', `Shaka Player's error is ${error.code}.`);
  }
  return new Problem('The stream cannot be played', `Shaka Player's error is ${error.code}.`);
}
