// The part of every player page that is not the player: address, button, state, errors in words, figures. Whatever comes
// from outside is put into the page as text, never as markup.

import { wanted } from './address.js';
import { byId, keepQueryInLinks } from './page.js';

const FIGURES_MILLIS = 500;
const SLOW_MILLIS = 8000;

/** A failure with words for whoever looks at the page. */
export class Problem extends Error {
  constructor(what, why = '') {
    super(what);
    this.why = why;
  }
}

/** The words for an HTTP status that is no success; 0 where there was no answer. */
export function refusal(status, detail = '') {
  const said = detail ? ` It says: ${detail}` : '';
  if (!status) {
    return new Problem('The server cannot be reached',
      'It is not there, or does not let pages of other servers read from it.');
  }
  if (status === 401 || status === 403) {
    return new Problem('The server refuses this stream', `It answered ${status}.${said}`);
  }
  if (status === 404) {
    return new Problem('There is no such stream', `The server answered 404.${said}`);
  }
  if (status === 502 || status === 503 || status === 504) {
    return new Problem('No origin serves this stream now', `The proxy answered ${status}.${said}`);
  }
  return new Problem('The server cannot serve this stream', `It answered ${status}.${said}`);
}

/** A number of bits a second, to be read. */
export function bitrate(bits) {
  if (!(bits > 0)) {
    return '–';
  }
  return bits >= 1e6 ? `${(bits / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bits / 1e3)} kbit/s`;
}

/** A number of seconds, to be read. */
export function seconds(value) {
  return Number.isFinite(value) ? `${value.toFixed(1)} s` : '–';
}

function clock(value) {
  const whole = Math.floor(value);
  const two = (n) => String(n).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/**
 * Sets a page up.
 *
 * address(asked)      the stream's address, from what the query asks for
 * begin(url, page)    starts; gives {stop(), figures?(), stats?()}; may throw a Problem
 * words               {start, playing}: other words than Play and Playing
 * own                 which figures of the picture are shown beside those of the engine
 *
 * The page given to begin has video, play(), state(name, text), fail(problem) and isCurrent(). The first two of the
 * arguments of state are a name that tests and styles know, and the words for it.
 */
export function open({ address, begin, words = {}, own = ['Time', 'Picture', 'Decoded', 'Dropped', 'Buffer'] }) {
  const says = { start: 'Play', playing: 'Playing', ...words };
  const video = byId('video');
  const controls = video.controls;
  const asked = wanted(location.search, location);
  let run = null;
  let now = 'idle';
  let problem = '';

  keepQueryInLinks(location.search);
  byId('url').value = address(asked);
  byId('form').addEventListener('submit', (event) => {
    event.preventDefault();
    if (run) {
      stop();
    } else {
      start();
    }
  });
  byId('big-play').addEventListener('click', start);
  byId('sound').addEventListener('click', () => {
    video.muted = false;
    byId('sound').hidden = true;
  });
  video.addEventListener('volumechange', () => {
    if (!video.muted) {
      byId('sound').hidden = true;
    }
  });
  video.addEventListener('playing', () => run && state('playing', says.playing));
  video.addEventListener('waiting', () => run && now === 'playing' && state('buffering', 'Waiting for more of the stream…'));
  video.addEventListener('pause', () => run && now !== 'connecting' && !video.ended && state('paused', 'Paused'));
  video.addEventListener('ended', () => run && state('ended', 'The stream has ended'));
  video.addEventListener('error', () => {
    if (run && video.error && video.getAttribute('src')) {
      fail(new Problem('The browser cannot play this', video.error.message));
    }
  });
  addEventListener('pagehide', stop);

  function state(name, text) {
    now = name;
    byId('status').dataset.state = name;
    byId('state').textContent = text;
    byId('toggle').textContent = run ? 'Stop' : says.start;
    byId('toggle').classList.toggle('quiet', Boolean(run));
    if (run && document.activeElement === byId('big-play')) {
      byId('toggle').focus(); // what is hidden cannot keep it
    }
    byId('big-play').hidden = Boolean(run);
    video.controls = controls && Boolean(run);
    showFigures();
  }

  function fail(error) {
    end();
    problem = error.message;
    byId('problem-what').textContent = error.message;
    byId('problem-why').textContent = error.why || '';
    byId('problem').hidden = false;
    state('failed', 'Stopped');
  }

  function end() {
    const ended = run;
    run = null;
    if (ended) {
      clearTimeout(ended.slow);
      if (ended.engine) {
        ended.engine.stop();
      }
      video.removeAttribute('src');
      video.srcObject = null;
      video.load();
    }
    byId('sound').hidden = true;
  }

  function stop() {
    if (run) {
      end();
      state('idle', 'Stopped');
    }
  }

  async function start() {
    end();
    problem = '';
    byId('problem').hidden = true;
    const url = target();
    if (!url) {
      fail(new Problem('This is not an address', 'It must start with http:// or https://.'));
      return;
    }
    const mine = { engine: null, slow: 0 };
    run = mine;
    state('connecting', 'Connecting…');
    mine.slow = setTimeout(() => now === 'connecting' && state('connecting', 'Still waiting for the first picture…'),
      SLOW_MILLIS);
    const isCurrent = () => run === mine;
    try {
      const engine = await begin(url, {
        video,
        isCurrent,
        play: () => play(isCurrent),
        state: (name, text) => isCurrent() && state(name, text),
        fail: (error) => isCurrent() && fail(error),
      });
      if (isCurrent()) {
        mine.engine = engine;
      } else {
        engine.stop();
      }
    } catch (error) {
      if (isCurrent()) {
        fail(error instanceof Problem ? error : new Problem('The player failed', String(error.message || error)));
      }
    }
  }

  function target() {
    try {
      const url = new URL(byId('url').value, location.href);
      return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
    } catch {
      return null;
    }
  }

  // Without a click on the page, browsers start only what is silent.
  async function play(isCurrent) {
    try {
      await video.play();
    } catch (error) {
      if (error.name !== 'NotAllowedError' || !isCurrent()) {
        return;
      }
      video.muted = true;
      byId('sound').hidden = false;
      video.play().catch(() => isCurrent() && state('paused', 'Press play in the picture to start'));
    }
  }

  function buffer() {
    for (let i = 0; i < video.buffered.length; i++) {
      if (video.buffered.start(i) <= video.currentTime + 0.1 && video.currentTime <= video.buffered.end(i)) {
        return video.buffered.end(i) - video.currentTime;
      }
    }
    return 0;
  }

  function stats() {
    const quality = video.getVideoPlaybackQuality();
    return {
      state: now,
      problem,
      url: byId('url').value,
      currentTime: video.currentTime,
      buffer: buffer(),
      decodedFrames: quality.totalVideoFrames,
      droppedFrames: quality.droppedVideoFrames,
      width: video.videoWidth,
      height: video.videoHeight,
      ...(run?.engine?.stats?.() ?? {}),
    };
  }

  function showFigures() {
    const all = stats();
    const more = run?.engine?.figures?.() ?? [];
    const shown = all.width > 0;
    const values = {
      Time: () => clock(all.currentTime),
      Picture: () => `${all.width} × ${all.height}`,
      Decoded: () => `${all.decodedFrames} frames`,
      Dropped: () => `${all.droppedFrames} frames`,
      Buffer: () => seconds(all.buffer),
    };
    const rows = [...own.map((label) => [label, shown ? values[label]() : '–']), ...more];
    const list = byId('figures');
    while (list.children.length > rows.length) {
      list.lastElementChild.remove();
    }
    rows.forEach(([label, value], i) => {
      if (i >= list.children.length) {
        const cell = document.createElement('div');
        cell.append(document.createElement('dt'), document.createElement('dd'));
        list.append(cell);
      }
      const [dt, dd] = list.children[i].children;
      dt.textContent = label;
      dd.textContent = value;
    });
  }

  window.mediaproxy = { video, stats };
  state('idle', 'Not started');
  setInterval(showFigures, FIGURES_MILLIS);
  if (asked.problem) {
    fail(new Problem('The address of this page is not understood', asked.problem));
  } else if (asked.autostart) {
    start();
  }
}
