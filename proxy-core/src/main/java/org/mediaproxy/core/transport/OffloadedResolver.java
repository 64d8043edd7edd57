package org.mediaproxy.core.transport;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Resolves origin names with the system's resolver on threads of its own, so that a slow name server never blocks an
 * event loop. Addresses need no thread. Whoever asked is answered in time; a thread may be busy for longer.
 */
final class OffloadedResolver extends AddressResolverGroup<InetSocketAddress> {

    private static final int THREADS = 4;
    private static final int QUEUE = 1024;

    private final ExecutorService threads;
    private final Duration timeout;

    OffloadedResolver(Duration timeout) {
        this.timeout = timeout;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                new DefaultThreadFactory("mediaproxy-dns", true));
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetSocketAddressResolver(executor, new OffLoop(executor));
    }

    @Override
    public void close() {
        super.close();
        threads.shutdownNow();
    }

    private final class OffLoop extends InetNameResolver {

        OffLoop(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) throws Exception {
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
            if (literal != null) {
                promise.setSuccess(InetAddress.getByAddress(literal));
                return;
            }
            offload(host, promise, () -> promise.trySuccess(InetAddress.getByName(host)));
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            offload(host, promise, () -> promise.trySuccess(List.of(InetAddress.getAllByName(host))));
        }

        private void offload(String host, Promise<?> promise, Lookup lookup) {
            try {
                threads.execute(() -> {
                    try {
                        lookup.run();
                    } catch (Exception e) {
                        promise.tryFailure(e);
                    }
                });
            } catch (RejectedExecutionException e) {
                promise.tryFailure(e);
                return;
            }
            Future<?> end = executor()
                    .schedule(
                            () -> promise.tryFailure(new UnknownHostException(host + ": no answer in time")),
                            timeout.toMillis(),
                            TimeUnit.MILLISECONDS);
            promise.addListener(done -> end.cancel(false));
        }
    }

    private interface Lookup {
        void run() throws UnknownHostException;
    }
}
