// What playing and publishing over WebRTC share: offer and answer over HTTP (RFC 9725), and the figures.

import { Problem, refusal, bitrate } from './player.js';

const GATHER_MILLIS = 1500;
const STATS_MILLIS = 1000;

/** A connection whose state is shown by the page. */
export function connection(page, connected) {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  pc.addEventListener('connectionstatechange', () => {
    if (pc.connectionState === 'connected') {
      connected();
    } else if (pc.connectionState === 'disconnected') {
      page.state('buffering', 'The connection is interrupted…');
    } else if (pc.connectionState === 'failed') {
      page.fail(new Problem('No media connection', 'UDP to the server may be blocked, or the server has gone away.'));
    }
  });
  return pc;
}

/** Sends the offer and takes the answer. Gives the address that ends the session, where the server named one. */
export async function negotiate(pc, url) {
  await pc.setLocalDescription(await pc.createOffer());
  await gathered(pc);
  let response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp' },
      body: pc.localDescription.sdp,
    });
  } catch {
    throw refusal(0);
  }
  const text = await response.text();
  if (!response.ok) {
    throw refusal(response.status, text.trim().slice(0, 200));
  }
  if (!text.startsWith('v=')) {
    throw new Problem('The server gave no answer to the offer', text.trim().slice(0, 200));
  }
  const location = response.headers.get('Location');
  try {
    await pc.setRemoteDescription({ type: 'answer', sdp: text });
  } catch (error) {
    throw new Problem('The browser does not take the server\'s answer', error.message);
  }
  return location ? new URL(location, url).href : null;
}

/** Ends the session at the server, also while the page is being left. */
export function hangUp(pc, resource) {
  pc.close();
  if (resource) {
    fetch(resource, { method: 'DELETE', keepalive: true }).catch(() => {}); // it notices the silence by itself
  }
}

function gathered(pc) {
  return new Promise((resolve) => {
    const done = () => pc.iceGatheringState === 'complete' && resolve();
    pc.addEventListener('icegatheringstatechange', done);
    setTimeout(resolve, GATHER_MILLIS);
    done();
  });
}

/** Figures of one direction, 'inbound-rtp' or 'outbound-rtp', asked for once a second while the connection is open. */
export function watch(pc, direction) {
  const seen = { bytes: 0, bits: 0, lost: 0, roundTrip: 0, at: 0, frames: 0, rate: 0 };
  const timer = setInterval(async () => {
    if (pc.connectionState === 'closed') {
      clearInterval(timer);
      return;
    }
    let bytes = 0;
    let lost = 0;
    (await pc.getStats()).forEach((report) => {
      if (report.type === direction) {
        bytes += report.bytesReceived ?? report.bytesSent ?? 0;
        lost += report.packetsLost ?? 0;
        if (report.kind === 'video') {
          seen.rate = report.framesPerSecond ?? 0;
          seen.frames = report.framesDecoded ?? report.framesEncoded ?? 0;
        }
      } else if (report.type === 'remote-inbound-rtp') {
        lost += report.packetsLost ?? 0;
      } else if (report.type === 'candidate-pair' && report.nominated) {
        seen.roundTrip = report.currentRoundTripTime ?? 0;
      }
    });
    const time = performance.now();
    seen.bits = seen.at ? ((bytes - seen.bytes) * 8000) / (time - seen.at) : 0;
    Object.assign(seen, { bytes, lost, at: time });
  }, STATS_MILLIS);
  return {
    stop: () => clearInterval(timer),
    stats: () => ({ bitrate: seen.bits, packetsLost: seen.lost, roundTrip: seen.roundTrip, rtcFrames: seen.frames }),
    figures: () => [
      ['Rate', seen.rate ? `${Math.round(seen.rate)} frames/s` : '–'],
      ['Network', bitrate(seen.bits)],
      ['Lost', `${seen.lost} packets`],
      ['Round trip', seen.roundTrip ? `${Math.round(seen.roundTrip * 1000)} ms` : '–'],
    ],
  };
}
