// A moving picture with a clock, and a quiet tone: publishes without a camera.

const RATE = 25;
const BARS = ['#c0c0c0', '#c0c000', '#00c0c0', '#00c000', '#c000c0', '#c00000', '#0000c0'];

export function testPicture(width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const timer = setInterval(() => draw(canvas), 1000 / RATE);
  draw(canvas);
  const stream = canvas.captureStream(RATE);
  const sound = new AudioContext();
  const tone = new OscillatorNode(sound, { frequency: 440 });
  const quiet = new GainNode(sound, { gain: 0.1 });
  const out = sound.createMediaStreamDestination();
  tone.connect(quiet).connect(out);
  tone.start();
  stream.addTrack(out.stream.getAudioTracks()[0]);
  // A track that is stopped fires no event, so its state is looked at.
  const [track] = stream.getVideoTracks();
  const end = setInterval(() => {
    if (track.readyState === 'ended') {
      clearInterval(timer);
      clearInterval(end);
      sound.close();
    }
  }, 500);
  return stream;
}

function draw(canvas) {
  const { width, height } = canvas;
  const pen = canvas.getContext('2d');
  BARS.forEach((colour, i) => {
    pen.fillStyle = colour;
    pen.fillRect(Math.floor((i * width) / BARS.length), 0, Math.ceil(width / BARS.length), height);
  });
  const now = new Date();
  const turn = (now.getTime() % 2000) / 2000;
  pen.fillStyle = '#10121a';
  pen.fillRect(0, height * 0.68, width, height * 0.32);
  pen.fillStyle = '#ffffff';
  pen.fillRect(turn * (width - height * 0.06), height * 0.9, height * 0.06, height * 0.06);
  pen.font = `600 ${Math.round(height * 0.12)}px monospace`;
  pen.textAlign = 'center';
  pen.fillText(now.toISOString().slice(11, 23), width / 2, height * 0.83);
}
