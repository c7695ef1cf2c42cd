package io.kycgateway.chaos.scene;

import static org.awaitility.Awaitility.await;

import io.kycgateway.testing.RawHttp;
import io.kycgateway.testing.Requests;
import io.kycgateway.testing.TestGateway;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a steady rate, whatever becomes of those before: an open loop. Every fifth has an
 * Idempotency-Key, and every second of these is repeated once it has its response.
 */
public final class Traffic implements AutoCloseable {
  private static final int WITH_KEY = 5;
  private static final int REPEATED = 10;

  // Beyond a client's patience: by then every request has ended.
  private static final Duration DRAIN = Duration.ofSeconds(40);

  private final Client client;
  private final Tally tally;
  private final ExecutorService senders = Executors.newCachedThreadPool(Traffic::thread);
  private final Duration silence;
  private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
  private long begun;
  private final Thread clock;
  private volatile int rate;
  private volatile String key = TestGateway.API_KEY;
  private volatile byte[] body = Requests.genuine().getBytes(StandardCharsets.UTF_8);

  private Traffic(int port, int rate, Tally tally, Duration silence) {
    this.client = new Client(port, silence);
    this.silence = silence;
    this.rate = rate;
    this.tally = tally;
    this.clock = thread(this::tick);
  }

  /** Begins. */
  public static Traffic start(int port, int rate, Tally tally) {
    return start(port, rate, tally, Connection.SILENCE);
  }

  /**
   * The same with other clients.
   *
   * @param silence how long they wait for the next byte of a response; after it there was none
   */
  public static Traffic start(int port, int rate, Tally tally, Duration silence) {
    Traffic traffic = new Traffic(port, rate, tally, silence);
    traffic.clock.start();
    return traffic;
  }

  /** Changes how many a second. */
  public void rate(int perSecond) {
    rate = perSecond;
  }

  /** Changes the body of each. */
  public void body(String json) {
    body = json.getBytes(StandardCharsets.UTF_8);
  }

  /** Changes the API key of each. */
  public void key(String apiKey) {
    key = apiKey;
  }

  private void tick() {
    long due = System.nanoTime();
    while (!Thread.interrupted()) {
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      } else {
        long begin = due;
        senders.execute(() -> one(begin));
        due += TimeUnit.SECONDS.toNanos(1) / rate;
      }
    }
  }

  private void one(long due) {
    tally.behind(System.nanoTime() - due);
    long number = begin();
    try {
      exchange(number);
    } finally {
      underWay.remove(number);
    }
  }

  // In one: no number is given that is not under way.
  private synchronized long begin() {
    underWay.add(++begun);
    return begun;
  }

  private synchronized long begun() {
    return begun;
  }

  /**
   * Waits until all that is under way, which may have the key of before, and so many requests more
   * have ended.
   */
  public void awaitMore(int requests) {
    long last = begun() + requests;
    await(requests + " requests more")
        .atMost(silence.plus(DRAIN))
        .until(() -> begun() >= last && underWay.stream().allMatch(number -> number > last));
  }

  private void exchange(long number) {
    if (number % WITH_KEY != 0) {
      Outcome unused = send(requestAs(key, body));
      return;
    }
    byte[] request = requestAs(key, body, "Idempotency-Key: \"" + UUID.randomUUID() + "\"");
    Outcome first = send(request);
    if (number % REPEATED == 0 && first.isVerified()) {
      Outcome second = send(request);
      if (second.isVerified() && !second.verification().equals(first.verification())) {
        tally.doubled();
      }
    }
  }

  private Outcome send(byte[] request) {
    long ticket = tally.send(System.nanoTime());
    Outcome outcome = Outcome.lost();
    try {
      outcome = client.exchange(request, tally);
    } finally {
      tally.end(ticket, System.nanoTime(), outcome);
    }
    return outcome;
  }

  /** A whole request on a connection that stays. */
  public static byte[] request(byte[] body, String... headerLines) {
    return requestAs(TestGateway.API_KEY, body, headerLines);
  }

  private static byte[] requestAs(String apiKey, byte[] body, String... headerLines) {
    byte[] head =
        (RawHttp.headAs(apiKey, headerLines) + "Content-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "chaos-traffic");
    thread.setDaemon(true);
    return thread;
  }

  /** Sends no more, and waits for the responses to all that was sent. */
  @Override
  public void close() throws InterruptedException {
    clock.interrupt();
    clock.join();
    senders.shutdown();
    if (!senders.awaitTermination(silence.plus(DRAIN).toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(tally.inFlight() + " requests without an end");
    }
    client.close();
  }
}
