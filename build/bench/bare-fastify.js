/** What starting the server is measured against: Fastify with one route and nothing else. Tells its parent when it listens. */
import fastify from 'fastify';

const app = fastify();
app.get('/', async () => ({ hello: 'world' }));
await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ kind: 'listening' });
process.on('disconnect', () => process.exit(0));
