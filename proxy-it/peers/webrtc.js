// Publishes the fake camera by WHIP, or plays by WHEP, in a page of Chromium: run by the tests' class Browser, with what is asked.
//
// url        the endpoint
// publish    else it plays
// seconds    how long, from the first decoded frame on (playing) or from the connection on (publishing); a visit that is
//            to end with another one (see browser.js, over) ends earlier
// transport  'udp' or 'tcp': the candidates of the answer that are used
// port       instead of the port of these candidates
//
// The result tells what was received or sent, second by second, and how the session ended.
async (asked) => {
  const result = { frames: [], states: [] };
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const pc = new RTCPeerConnection();
  pc.onconnectionstatechange = () => result.states.push(pc.connectionState);
  if (asked.publish) {
    const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240, frameRate: 20 }, audio: true });
    camera.getTracks().forEach((track) => pc.addTransceiver(track, { direction: 'sendonly', streams: [camera] }));
  } else {
    pc.addTransceiver('video', { direction: 'recvonly' });
    pc.addTransceiver('audio', { direction: 'recvonly' });
    const video = document.body.appendChild(document.createElement('video'));
    video.muted = true;
    video.autoplay = true;
    pc.ontrack = (event) => { video.srcObject = event.streams[0]; };
  }
  await pc.setLocalDescription(await pc.createOffer());
  while (pc.iceGatheringState !== 'complete') {
    await sleep(50);
  }
  let reply;
  for (let tries = 0; tries < 120; tries++) { // a player may come long before the publisher's first packet
    reply = await fetch(asked.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp', Authorization: 'Bearer t0k3n' },
      body: pc.localDescription.sdp,
    });
    if (reply.status !== 404) {
      break;
    }
    await sleep(250);
  }
  result.status = reply.status;
  const text = await reply.text();
  if (reply.status !== 201) {
    return { ...result, error: text };
  }
  result.candidates = text.split('\r\n').filter((line) => line.startsWith('a=candidate'));
  const sdp = text.split('\r\n')
    .filter((line) => !line.startsWith('a=candidate') || line.toLowerCase().includes(` ${asked.transport} `))
    .map((line) => (asked.port ? line.replace(/^(a=candidate:\S+ \d+ \S+ \d+ \S+ )\d+/, `$1${asked.port}`) : line))
    .join('\r\n');
  await pc.setRemoteDescription({ type: 'answer', sdp });
  const figures = async () => {
    const all = [...(await pc.getStats()).values()];
    const media = all.find((s) => s.type === (asked.publish ? 'outbound-rtp' : 'inbound-rtp') && s.kind === 'video') || {};
    const transport = all.find((s) => s.type === 'transport') || {};
    const pair = all.find((s) => s.id === transport.selectedCandidatePairId) || {};
    const remote = all.find((s) => s.id === pair.remoteCandidateId) || {};
    return {
      count: (asked.publish ? media.framesEncoded : media.framesDecoded) || 0,
      bytes: (asked.publish ? transport.bytesSent : transport.bytesReceived) || 0,
      remote: `${remote.protocol} ${remote.address}:${remote.port}`,
    };
  };
  const deadline = Date.now() + 20000;
  while (Date.now() < deadline && (pc.connectionState !== 'connected' || (await figures()).count === 0)) {
    await sleep(50);
  }
  for (let second = 0; second < asked.seconds && !(await window.over()); second++) {
    await sleep(1000);
    result.frames.push((await figures()).count);
  }
  Object.assign(result, await figures());
  const location = new URL(reply.headers.get('Location'), asked.url);
  result.location = location.href;
  result.deleted = (await fetch(location, { method: 'DELETE' })).status;
  pc.close();
  return result;
}
