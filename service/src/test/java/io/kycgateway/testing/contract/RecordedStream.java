package io.kycgateway.testing.contract;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** The bytes of one exchange as they are read and sent. */
final class RecordedStream extends HttpStream.Wrapper {
  private final Request request;
  private final Consumer<Exchange> recorded;
  private final ExchangeRecorder.Body requestBody = new ExchangeRecorder.Body();
  private final ExchangeRecorder.Body body = new ExchangeRecorder.Body();
  private MetaData.Response head;
  private boolean isRead;

  RecordedStream(HttpStream stream, Request request, Consumer<Exchange> recorded) {
    super(stream);
    this.request = request;
    this.recorded = recorded;
    // There is nothing that would be read.
    this.isRead = request.getLength() == 0;
  }

  @Override
  public Content.Chunk read() {
    Content.Chunk chunk = super.read();
    if (chunk != null && !Content.Chunk.isFailure(chunk)) {
      synchronized (this) {
        requestBody.add(chunk.getByteBuffer());
        isRead |= chunk.isLast();
      }
    }
    return chunk;
  }

  @Override
  public void send(
      MetaData.Request sent,
      MetaData.Response response,
      boolean last,
      ByteBuffer content,
      Callback callback) {
    Exchange exchange = null;
    synchronized (this) {
      // Not an interim answer such as 100.
      if (response != null && response.getStatus() >= 200) {
        head = response;
      }
      if (content != null) {
        body.add(content);
      }
      if (last && head != null) {
        exchange = exchange();
        head = null;
      }
    }
    if (exchange != null) {
      recorded.accept(exchange);
    }
    super.send(sent, response, last, content, callback);
  }

  private Exchange exchange() {
    return new Exchange(
        request.getMethod(),
        request.getHttpURI().getPathQuery(),
        ExchangeRecorder.headers(request.getHeaders()),
        isRead ? requestBody.text() : null,
        head.getStatus(),
        ExchangeRecorder.headers(head.getHttpFields()),
        body.text());
  }
}
