import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { EncodingRefusal } from '../../shared/control/encoding.ts';
import { changeGrants, suspendAccount } from '../core/accounts/index.ts';
import type { LibraryId } from '../core/kernel/index.ts';
import { parseShowPath, placeEpisode, type MediaStream, type StreamIndex } from '../core/library/index.ts';
import { filmInfo, readFile } from '../core/library/testing/films.ts';
import { segmentStarts } from '../core/streaming/index.ts';
import { bytesOf, openHouse, type Answer, type House, type SignedIn } from './testing/lan.ts';
import { segmentText } from './testing/fake-worker.ts';
import { NO_SUCH_ID } from './testing/sample.ts';
import { until } from './testing/until.ts';

const CLIENT = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: true };
const [video, audio] = filmInfo().streams as [MediaStream & { kind: 'video' }, MediaStream & { kind: 'audio' }];
const index = (at: number) => at as StreamIndex;
const words = (at: number, codec: string, language: string): MediaStream => ({
  kind: 'subtitle',
  index: index(at),
  codec,
  language,
  title: null,
  isDefault: false,
  isForced: false,
});
const french: MediaStream = { ...audio, index: index(2), language: 'fr', isDefault: false };
const mkv = (streams: MediaStream[]) =>
  filmInfo({ container: 'matroska', demuxer: 'matroska', streams: [...streams, french, words(3, 'subrip', 'de'), words(4, 'hdmv_pgs_subtitle', 'es')] }); // prettier-ignore
const HEVC = mkv([{ ...video, codec: 'hevc' }, audio]);
const H264 = mkv([video, { ...audio, codec: 'ac3' }]);

let house: House;
let owner: SignedIn;
before(async () => {
  house = await openHouse({ films: { A: [], B: [] }, limits: { streams: 1_000 } });
  owner = await house.login('owner');
});
after(() => house.close());
beforeEach(() => {
  const { fakeWorker } = house;
  fakeWorker.release();
  Object.assign(fakeWorker.behaviour, { refuse: () => null, refuseSegment: null, waitingBehind: 0, abandoned: 0 });
  fakeWorker.asked.length = 0;
  house.write.exec('DELETE FROM track_choice');
});

let films = 0;
const addFilm = (info = HEVC) => {
  films += 1;
  return house.addFilm('A', `Film ${films} (2001).mkv`, bytesOf(`film ${films}`, 5_000), info);
};
const start = (itemId: string, body: object = {}, token = owner.token): Promise<Answer> =>
  house.ask(`/api/v1/items/${itemId}/playback`, { method: 'POST', token, body: { capabilities: CLIENT, ...body } });
async function playing(info = HEVC, body: object = {}, token = owner.token) {
  const film = addFilm(info);
  const answer = await start(film.itemId, body, token);
  assert.equal(answer.status, 200, answer.text);
  const playback = answer.json();
  return { film, playback, id: playback.sessionId as string, base: (playback.url as string).replace(/\/[^/]+$/, '') };
}
const deleted = (id: string) => house.fakeWorker.asked.includes(`DELETE /encodings/${id}`);

describe('starting a converted playback', () => {
  test('the worker is given the job at once, and the answer says what is done and why', async () => {
    const { playback, id, film } = await playing(HEVC, { startMs: 60_000 });
    assert.equal(playback.mode, 'transcode');
    assert.deepEqual(playback.reasons, ['This device does not play HEVC video.']);
    assert.deepEqual(playback.converts, { video: true, audio: false });
    assert.match(playback.url, /^\/media\/p\/[\w-]{43}\/master\.m3u8$/);
    assert.deepEqual([playback.versionId, playback.audio, playback.subtitle, playback.waiting], [film.fileId, 1, null, 0]);
    assert.deepEqual(house.fakeWorker.asked, [`PUT /encodings/${id}`]);
    const { job } = house.fakeWorker.jobs.get(id)!;
    assert.deepEqual([job.fileId, job.startMs, job.video?.kind, job.audio?.kind], [film.fileId, 60_000, 'h264', 'copy']);
  }); // prettier-ignore

  test('what can be copied is copied', async () => {
    const { playback, id } = await playing(H264);
    assert.deepEqual(playback.converts, { video: false, audio: true });
    assert.deepEqual(house.fakeWorker.jobs.get(id)!.job.video, { kind: 'copy', stream: 0 });
  });

  test('a picture that cannot be copied after all is made anew, and the viewer is told', async () => {
    house.fakeWorker.behaviour.refuse = (job) =>
      job.video?.kind === 'copy' ? { code: 'no-key-frames', message: 'No key frames.' } : null;
    const { playback, id } = await playing(H264);
    assert.equal(house.fakeWorker.jobs.get(id)!.job.video?.kind, 'h264');
    assert.deepEqual(playback.converts, { video: true, audio: true });
    assert.match(playback.reasons.at(-1), /made anew/);
  });

  const refusals: Record<EncodingRefusal['code'], string> = {
    'no-ffmpeg': 'conversion-needed',
    'no-key-frames': 'conversion-failed',
    'file-away': 'file-away',
    unreadable: 'conversion-failed',
    busy: 'stream-limit',
  };
  for (const [code, expected] of Object.entries(refusals) as [EncodingRefusal['code'], string][])
    test(`MED-09: the worker's no is said in its words, and nothing is left open: ${code}`, async () => {
      house.fakeWorker.behaviour.refuse = () => ({ code, message: `Because of ${code}.` });
      const rows = () => house.write.prepare('SELECT count(*) FROM playback').pluck().get();
      const beforehand = rows();
      const answer = await start(addFilm().itemId);
      assert.deepEqual([answer.json().code, answer.json().message], [expected, `Because of ${code}.`]);
      assert.equal(rows(), beforehand);
    });

  test('MED-10: the answer tells how many conversions run before this one', async () => {
    house.fakeWorker.behaviour.waitingBehind = 2;
    assert.equal((await playing()).playback.waiting, 2);
  });

  test('a worker that is away is a moment to wait, not a film that cannot be played', async () => {
    await house.fakeWorker.leave();
    try {
      const answer = await start(addFilm().itemId);
      assert.deepEqual([answer.status, answer.json().code], [503, 'converter-away']);
      assert.equal(answer.headers['retry-after'], '1');
    } finally {
      await house.fakeWorker.comeBack();
    }
  });

  test('without HLS the reasons are all there is', async () => {
    const answer = await start(addFilm().itemId, { capabilities: { ...CLIENT, hls: false } });
    assert.deepEqual([answer.status, answer.json().code], [409, 'conversion-needed']);
    assert.match(answer.json().message, /HEVC.*HLS/);
  });

  test('a sound or subtitle that the film does not have is said', async () => {
    const { itemId } = addFilm();
    for (const body of [{ audio: 9 }, { subtitle: 1 }, { subtitle: 200 }])
      assert.equal((await start(itemId, body)).json().code, 'bad-input');
  });

  test('playing the same film again frees its place at the worker before it asks for another', async () => {
    const { film, id } = await playing();
    house.fakeWorker.asked.length = 0;
    const second = (await start(film.itemId, { audio: 2 })).json();
    assert.deepEqual(house.fakeWorker.asked, [`DELETE /encodings/${id}`, `PUT /encodings/${second.sessionId}`]);
    assert.deepEqual([...house.fakeWorker.jobs.keys()].includes(id), false);
  });

  test('a segment that is waited for while the viewer takes another sound does not bring the old conversion back', async () => {
    const { film, id, base } = await playing();
    house.fakeWorker.behaviour.holds = true;
    const waiting = house.ask(`${base}/0/9.m4s`);
    await until('the worker waits', () => house.fakeWorker.waits === 1);
    house.fakeWorker.asked.length = 0;
    const second = (await start(film.itemId, { audio: 2 })).json();
    assert.equal((await waiting).status, 404);
    assert.deepEqual(house.fakeWorker.asked, [`DELETE /encodings/${id}`, `PUT /encodings/${second.sessionId}`]);
  });

  test('MED-10: the place in the queue can be asked for again, by whom the playback is', async () => {
    house.fakeWorker.behaviour.waitingBehind = 3;
    const { id } = await playing();
    const ask = (token: string, of = id) => house.ask(`/api/v1/playback/${of}`, { token });
    assert.deepEqual((await ask(owner.token)).json(), { waiting: 3 });
    house.fakeWorker.behaviour.waitingBehind = 0;
    assert.deepEqual((await ask(owner.token)).json(), { waiting: 0 });
    assert.equal((await ask((await house.login('member')).token)).status, 404);
    assert.equal((await ask(owner.token, NO_SUCH_ID)).status, 404);
    const { sessionId } = (await start(addFilm(filmInfo()).itemId)).json();
    assert.deepEqual((await ask(owner.token, sessionId)).json(), { waiting: 0 });
  });

  test('a change that is refused leaves what plays', async () => {
    const { film, base } = await playing();
    house.fakeWorker.behaviour.refuse = (job) => (job.audio?.stream === 2 ? { code: 'busy', message: 'Full.' } : null);
    assert.equal((await start(film.itemId, { audio: 2 })).status, 429);
    assert.equal((await house.ask(`${base}/0/3.m4s`)).status, 200);
  });
});

describe('sound and subtitles', () => {
  test('another sound than the default is repacked with it', async () => {
    const film = addFilm(filmInfo({ streams: [video, audio, french] }));
    assert.equal((await start(film.itemId)).json().mode, 'direct');
    const chosen = (await start(film.itemId, { audio: 2 })).json();
    assert.deepEqual([chosen.mode, chosen.audio], ['remux', 2]);
  });

  test('subtitles that are pictures are drawn, text is sent beside', async () => {
    const { id, playback } = await playing(H264, { subtitle: 4 });
    const job = house.fakeWorker.jobs.get(id)!.job.video;
    assert.ok(job?.kind === 'h264' && job.burnSubtitle === 4);
    const [text, drawn] = playback.subtitles;
    assert.match(text.url, /subtitles\/3\.vtt$/);
    assert.deepEqual(drawn, { index: 4, language: 'es', url: null });
  });

  test('a text subtitle comes as WebVTT, also of a film that plays as it is', async () => {
    const film = addFilm(filmInfo({ streams: [video, audio, words(3, 'mov_text', 'de')] }));
    const playback = (await start(film.itemId, { subtitle: 3 })).json();
    assert.equal(playback.mode, 'direct');
    for (let round = 0; round < 2; round += 1) {
      const answer = await house.ask(playback.subtitles[0].url);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'text/vtt; charset=utf-8');
      assert.match(answer.text, /^WEBVTT/);
    }
    assert.equal(house.fakeWorker.asked.filter((one) => one.includes('/subtitles/')).length, 1);
  });

  test('only text streams of this file are subtitles', async () => {
    const { base } = await playing();
    for (const at of [0, 1, 4, 99]) assert.equal((await house.ask(`${base}/subtitles/${at}.vtt`)).status, 404);
    assert.equal((await house.ask(`${base}/subtitles/3.vtt`)).status, 200);
  });

  test('AUTH-21: a subtitle file beside a film is one of its subtitles, and nobody without the grant gets it', async () => {
    const beside = { path: 'Film.de.srt', sizeBytes: 100, mtimeMs: 1, contentId: 'c'.repeat(64) };
    const german: MediaStream = { kind: 'subtitle', index: index(128), codec: 'subrip', language: 'de', title: 'SDH', isDefault: false, isForced: false, beside };
    const film = addFilm(filmInfo({ streams: [video, audio, german] }));
    const { token } = await house.login('member');
    const grant = (...libraries: LibraryId[]) => changeGrants({ db: house.manager, clock: house.clock }, house.accounts.member, libraries, 'test');
    const [track] = (await house.ask(`/api/v1/items/${film.itemId}`, { token })).json().versions[0].subtitles;
    assert.deepEqual(track, { index: 128, codec: 'subrip', language: 'de', title: 'SDH', isDefault: false, isForced: false });
    const playback = (await start(film.itemId, { subtitle: 128 }, token)).json();
    assert.deepEqual([playback.mode, playback.subtitle], ['direct', 128]);
    assert.match((await house.ask(playback.subtitles[0].url)).text, /^WEBVTT/);
    assert.equal((await start(addFilm(filmInfo({ streams: [video, audio, german] })).itemId, {}, token)).json().subtitle, 128);
    assert.equal((await house.ask(playback.subtitles[0].url.replace('128', '129'))).status, 404);
    grant();
    assert.equal((await house.ask(playback.subtitles[0].url)).status, 404);
    assert.equal((await start(film.itemId, { subtitle: 128 }, token)).status, 404);
    grant(house.libraryIds.A);
  }); // prettier-ignore

  test('what somebody chose is chosen again with the next film, for that person alone', async () => {
    const member = await house.login('member');
    const plays = async (token: string, body = {}) => {
      const { audio: heard, subtitle } = (await start(addFilm().itemId, body, token)).json();
      return [heard, subtitle];
    };
    assert.deepEqual(await plays(member.token), [1, null]);
    assert.deepEqual(await plays(member.token, { audio: 2, subtitle: 3 }), [2, 3]);
    assert.deepEqual(await plays(member.token), [2, 3]);
    assert.deepEqual(await plays(owner.token), [1, null]);
    assert.deepEqual(await plays(member.token, { subtitle: null }), [2, null]);
    assert.deepEqual(await plays(member.token), [2, null]);
  });

  test('each show has a memory of its own, beside the one all films share', async () => {
    const { token } = await house.login('member');
    const episodes = ['Dark/Dark S01E01.mkv', 'Dark/Dark S01E02.mkv', 'Borgen/Borgen S01E01.mkv'].map((path) => {
      house.store('A', [readFile(path, { info: HEVC, place: placeEpisode(parseShowPath(path), 'Shows') })]);
      const file = house.library.prepare<[string], { id: string }>('SELECT item_id AS id FROM file WHERE path = ?');
      return file.get(path)!.id;
    });
    const [first, second, other] = episodes as [string, string, string];
    const plays = async (itemId: string, body = {}) => {
      const answer = await start(itemId, body, token);
      assert.equal(answer.status, 200, answer.text);
      return [answer.json().audio, answer.json().subtitle];
    };
    assert.deepEqual(await plays(first, { audio: 2, subtitle: 3 }), [2, 3]);
    assert.deepEqual(await plays(second), [2, 3]);
    assert.deepEqual(await plays(other), [1, null]);
    assert.deepEqual(await plays(addFilm().itemId), [1, null]);

    const { sessionId } = (await start(other, {}, token)).json();
    const body = { subtitle: 3 };
    await house.ask(`/api/v1/playback/${sessionId}/subtitle`, { method: 'PUT', token, body });
    assert.deepEqual(await plays(other), [1, 3]);
    assert.deepEqual(await plays(addFilm().itemId), [1, null]);
  });

  test('a subtitle chosen while playing is remembered, and only one the film has', async () => {
    const member = await house.login('member');
    const { id } = await playing(HEVC, {}, member.token);
    const choose = (subtitle: number | null, token = member.token) =>
      house.ask(`/api/v1/playback/${id}/subtitle`, { method: 'PUT', token, body: { subtitle } });
    assert.equal((await choose(3)).status, 204);
    assert.equal((await playing(HEVC, {}, member.token)).playback.subtitle, 3);
    assert.equal((await choose(1)).status, 400);
    assert.equal((await choose(3, owner.token)).status, 404);
  });
});

describe('playlists and segments', () => {
  test('playlists are whole before anything is made', async () => {
    const { base, playback } = await playing();
    house.fakeWorker.asked.length = 0;
    const master = await house.ask(playback.url);
    assert.equal(master.headers['content-type'], 'application/vnd.apple.mpegurl');
    const sizes = [...master.text.matchAll(/RESOLUTION=(\S+?),[^\n]*\n(\d)\/index\.m3u8/g)].map(([, size, at]) => [size, at]); // prettier-ignore
    assert.deepEqual(sizes, [['1920x1080', '0'], ['1280x720', '1'], ['852x480', '2'], ['640x360', '3']]); // prettier-ignore
    const media = await house.ask(`${base}/3/index.m3u8`);
    assert.equal(media.text.match(/\.m4s/g)!.length, segmentStarts(6_000_000).length);
    assert.deepEqual(house.fakeWorker.asked, []);
  });

  test('a segment is made when it is asked for, and sent from disk the next time', async () => {
    const { id, base } = await playing();
    for (const name of ['init.mp4', '0.m4s', '700.m4s']) {
      const answer = await house.ask(`${base}/1/${name}`);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], 'video/mp4');
      assert.equal(answer.headers['cache-control'], 'private, no-store');
      assert.equal(answer.text, segmentText(id, 1, name.split('.')[0]!));
    }
    house.fakeWorker.behaviour.holds = true;
    assert.equal((await house.ask(`${base}/1/700.m4s`)).status, 200);
  });

  test('MED-05: the worker hears where the viewer is also when nothing has to be made', async () => {
    const { id, base } = await playing();
    await house.ask(`${base}/0/5.m4s`);
    house.fakeWorker.asked.length = 0;
    await house.ask(`${base}/0/5.m4s`);
    await until('the worker heard', () => house.fakeWorker.asked.includes(`POST /encodings/${id}/0/5`));
  });

  test('what the plan does not have is nothing', async () => {
    const { base } = await playing();
    house.fakeWorker.asked.length = 0;
    for (const path of ['4/index.m3u8', '4/init.mp4', '4/0.m4s', '0/100000.m4s', '0/x.mp4', 'file', 'subtitles/index.m3u8'])
      assert.ok([400, 404].includes((await house.ask(`${base}/${path}`)).status), path);
    assert.deepEqual(house.fakeWorker.asked, []);
  }); // prettier-ignore

  test('a path of one kind opens nothing of the other', async () => {
    const film = addFilm(filmInfo());
    const { url } = (await start(film.itemId)).json();
    assert.match(url, /\/file$/);
    for (const path of ['master.m3u8', '0/index.m3u8', '0/init.mp4', '0/0.m4s'])
      assert.equal((await house.ask(url.replace('file', path))).status, 404, path);
    assert.equal((await house.ask(url)).status, 200);
  });

  test('a segment that will not come is said', async () => {
    const { base } = await playing();
    house.fakeWorker.behaviour.refuseSegment = { code: 'unreadable', message: 'ffmpeg gave up on this file.' };
    const answer = await house.ask(`${base}/0/9.m4s`);
    assert.deepEqual([answer.status, answer.json().code, answer.json().message], [409, 'conversion-failed', 'ffmpeg gave up on this file.']); // prettier-ignore
  });

  test('a client that leaves ends its wait at the worker', async () => {
    const { base } = await playing();
    house.fakeWorker.behaviour.holds = true;
    const socket = house.connect();
    socket.on('error', () => {});
    socket.write(`GET ${base}/0/8.m4s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    await until('the worker waits', () => house.fakeWorker.waits === 1);
    socket.destroy();
    await until('the wait ended', () => house.fakeWorker.behaviour.abandoned === 1);
  });

  test('INC-01: closing the house ends every wait, and no byte goes out after', async () => {
    const one = await openHouse({ films: { A: [], B: [] } });
    try {
      const film = one.addFilm('A', 'Film (2001).mkv', bytesOf('x', 5_000), HEVC);
      const { token } = await one.login('owner');
      const path = `/api/v1/items/${film.itemId}/playback`;
      const { url } = (await one.ask(path, { method: 'POST', token, body: { capabilities: CLIENT } })).json();
      one.fakeWorker.behaviour.holds = true;
      const got = one.raw(`GET ${url.replace('master.m3u8', '0/8.m4s')} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
      await until('the worker waits', () => one.fakeWorker.waits === 1);
      one.server.close();
      await until('the wait ended', () => one.fakeWorker.behaviour.abandoned === 1);
      assert.equal(await got, '');
    } finally {
      one.close();
    }
  });
});

describe('either process starts anew', () => {
  test('the server: paths, playlists and segments go on', async () => {
    const { base, playback } = await playing();
    await house.restart();
    assert.equal((await house.ask(playback.url)).status, 200);
    assert.equal((await house.ask(`${base}/0/30.m4s`)).status, 200);
  });

  test('the worker: it is given the same job again, from where the viewer is', async () => {
    const { id, base } = await playing(HEVC, { startMs: 1_000 });
    const { job } = house.fakeWorker.jobs.get(id)!;
    house.fakeWorker.forget();
    assert.equal((await house.ask(`${base}/0/40.m4s`)).status, 200);
    assert.deepEqual(house.fakeWorker.jobs.get(id)!.job, { ...job, startMs: segmentStarts(6_000_000)[40] });
  });

  test('a viewer waits while the worker is away', async () => {
    const { base } = await playing();
    await house.fakeWorker.leave();
    const waiting = house.ask(`${base}/0/50.m4s`);
    house.fakeWorker.forget();
    await house.fakeWorker.comeBack();
    assert.equal((await waiting).status, 200);
  });

  test('a file that changed meanwhile is not stitched to the old one', async () => {
    const { id, base } = await playing();
    house.fakeWorker.forget();
    const job = { fileId: 'f', video: null, audio: null, startMs: 0 };
    const plan = { durationMs: 5_000, startsMs: [0, 2_500], variants: [], codecs: null, waitingBehind: 0 };
    let isFirst = true;
    house.fakeWorker.behaviour.refuse = () => {
      if (isFirst) house.fakeWorker.jobs.set(id, { job, plan });
      isFirst = false;
      return null;
    };
    assert.equal((await house.ask(`${base}/0/60.m4s`)).json().code, 'file-away');
  });
});

describe('SESS-05, AUTH-21: a conversion ends with what allowed it', () => {
  type Playing = SignedIn & { readonly id: string; readonly other: string };
  const deps = () => ({ db: house.manager, clock: house.clock });
  const endings: Record<string, (at: Playing) => unknown> = {
    'the playback is ended': ({ id, token }) => house.ask(`/api/v1/playback/${id}`, { method: 'DELETE', token }),
    'its viewer signs out': ({ token }) => house.ask('/api/v1/auth/logout', { method: 'POST', token }),
    'its session is revoked from another device': ({ sessionId, other }) =>
      house.ask(`/api/v1/auth/sessions/${sessionId}`, { method: 'DELETE', token: other }),
    'its session is revoked by the manager': ({ sessionId }) =>
      house.manager.prepare('INSERT INTO session_revocation VALUES (?, 1)').run(sessionId),
    'its account is suspended': () => suspendAccount(deps(), house.accounts.member, true, 'test'),
    'its grant is taken away': () => changeGrants(deps(), house.accounts.member, [], 'test'),
    'nobody asked for anything in half an hour': () => house.clock.advance(31 * 60_000),
  };
  for (const [what, act] of Object.entries(endings))
    test(what, async () => {
      suspendAccount(deps(), house.accounts.member, false, 'test');
      changeGrants(deps(), house.accounts.member, [house.libraryIds.A], 'test');
      const [signedIn, other] = [await house.login('member'), await house.login('member')];
      const { id, base } = await playing(HEVC, {}, signedIn.token);
      const isIdle = what.startsWith('nobody');
      house.fakeWorker.behaviour.holds = !isIdle;
      const wait = isIdle ? null : house.ask(`${base}/0/8.m4s`).then(() => 'answered', () => 'cut'); // prettier-ignore
      if (wait) await until('the worker waits', () => house.fakeWorker.waits === 1);
      await act({ ...signedIn, id, other: other.token });
      await until('the worker was told', () => deleted(id));
      if (wait) assert.equal(await wait, 'cut');
      house.fakeWorker.release();
      const dead = (await house.ask(`${base}/0/8.m4s`)).status;
      assert.equal(dead, isIdle ? 200 : 404);
    });

  test('it ends also when the server started anew in between', async () => {
    const { id } = await playing();
    await house.restart();
    await house.ask(`/api/v1/playback/${id}`, { method: 'DELETE', token: owner.token });
    await until('the worker was told', () => deleted(id));
  });

  test('another’s playback cannot be ended, nor its path guessed from its id', async () => {
    const { id } = await playing();
    const { token } = await house.login('member');
    assert.equal((await house.ask(`/api/v1/playback/${id}`, { method: 'DELETE', token })).status, 404);
    assert.equal(deleted(id), false);
    for (const wrong of [id, NO_SUCH_ID, id.padEnd(43, '0')])
      for (const path of ['master.m3u8', '0/index.m3u8', '0/init.mp4', '0/0.m4s', 'subtitles/3.vtt'])
        assert.equal((await house.ask(`/media/p/${wrong}/${path}`, { token })).status, 404);
  });
});
