package io.modelrelease.emulator.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Tomcat with one servlet that hands every request to one handler. */
public final class HttpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  private static final String BROKEN = HttpServer.class.getName() + ".broken";

  private final Tomcat tomcat = new Tomcat();

  /** Listens from here on. */
  public HttpServer(Path folder, String address, int port, Consumer<Exchange> handler) {
    try {
      Files.createDirectories(folder);
      tomcat.setBaseDir(folder.toString());
      var connector = new Connector();
      connector.setProperty("address", address);
      connector.setPort(port);
      connector.setEncodedSolidusHandling("decode");
      connector.setProperty("maxKeepAliveRequests", "-1");
      tomcat.setConnector(connector);
      var context = tomcat.addContext("", folder.toAbsolutePath().toString());
      context.getPipeline().addValve(new Breaker());
      // in the jar the system's class loader, the default, sees nothing of Tomcat
      context.setParentClassLoader(HttpServer.class.getClassLoader());
      forgetLeaks(context);
      Tomcat.addServlet(context, "emulator", new Front(handler));
      context.addServletMappingDecoded("/*", "emulator");
      tomcat.start();
      if (!connector.getState().isAvailable()) {
        close();
        throw new IllegalStateException(
            "Port %d of %s is taken: stop what listens there, or set modelrelease.emulator.port."
                .formatted(port, address));
      }
    } catch (IOException | LifecycleException e) {
      throw new IllegalStateException(
          "The emulator cannot listen on %s:%d".formatted(address, port), e);
    }
  }

  /** There is no web application to unload: its hunt for leaks would only warn. */
  private static void forgetLeaks(Context context) {
    if (context instanceof StandardContext standard) {
      standard.setClearReferencesObjectStreamClassCaches(false);
      standard.setClearReferencesThreadLocals(false);
      standard.setClearReferencesRmiTargets(false);
    }
  }

  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      log.warn("The emulator's server did not stop cleanly", e);
    }
  }

  private static final class Front extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Consumer<Exchange> handler;

    Front(Consumer<Exchange> handler) {
      this.handler = handler;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      var exchange = new Exchange(request, response);
      try {
        handler.accept(exchange);
      } catch (AzureFailure failure) {
        exchange.fail(failure);
      } catch (BrokenConnection broken) {
        request.setAttribute(BROKEN, true);
      } catch (RuntimeException e) {
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        exchange.fail(new AzureFailure(500, "InternalServerError", "The emulator failed: " + e));
      }
    }
  }

  /** Closes the connection without an answer where that was asked for. */
  private static final class Breaker extends ValveBase {
    Breaker() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      getNext().invoke(request, response);
      if (request.getAttribute(BROKEN) != null) {
        response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
      }
    }
  }

  /** A fault that was asked for: the connection is broken. */
  public static final class BrokenConnection extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
