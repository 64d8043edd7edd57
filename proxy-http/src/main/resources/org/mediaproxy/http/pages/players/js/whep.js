// WHEP: plays over WebRTC.

import { offerAddress } from './address.js';
import { open } from './player.js';
import { connection, negotiate, hangUp, watch } from './rtc.js';

open({
  own: ['Time', 'Picture', 'Decoded', 'Dropped'],
  address: (asked) => offerAddress(asked, 'whep'),
  async begin(url, page) {
    const stream = new MediaStream();
    const pc = connection(page, () => page.play());
    pc.addEventListener('track', (event) => {
      stream.addTrack(event.track);
      page.video.srcObject = stream;
    });
    pc.addTransceiver('audio', { direction: 'recvonly' });
    pc.addTransceiver('video', { direction: 'recvonly' });
    let resource;
    try {
      resource = await negotiate(pc, url);
    } catch (error) {
      pc.close();
      throw error;
    }
    const figures = watch(pc, 'inbound-rtp');
    return {
      ...figures,
      stop() {
        figures.stop();
        hangUp(pc, resource);
      },
    };
  },
});
