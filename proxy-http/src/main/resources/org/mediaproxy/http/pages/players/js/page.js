// What all pages do.

export const byId = (id) => document.getElementById(id);

/** The links to the other pages take the query along, without the ending of the stream's name. */
export function keepQueryInLinks(search) {
  const query = new URLSearchParams(search);
  query.delete('autostart');
  const stream = query.get('stream');
  if (stream) {
    query.set('stream', stream.replace(/\.(flv|ts|m3u8|mpd)$/i, ''));
  }
  const kept = query.toString();
  for (const link of document.querySelectorAll('.bar a')) {
    const page = link.getAttribute('href').split('?')[0];
    link.setAttribute('href', kept ? `${page}?${kept}` : page);
  }
}
