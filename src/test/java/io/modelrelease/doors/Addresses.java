package io.modelrelease.doors;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.catalina.Container;
import org.apache.catalina.Wrapper;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.servlet.ServletContainer;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Every address of a running application, asked from it: controllers, actuator, servlets and
 * filters, the resources of each Jersey application, and the files that it would serve.
 */
final class Addresses {
  /** One of them: {@code ANY} where nothing is said of methods. */
  record Address(String method, String path) implements Comparable<Address> {
    @Override
    public int compareTo(Address other) {
      return (path + " " + method).compareTo(other.path + " " + other.method);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static final String ANY = "ANY";

  private static final Pattern PATH = Pattern.compile("(?:(GET|POST) |pattern='?)(/[^\\]',\\s]*)");
  private static final List<String> FILES =
      List.of("META-INF/resources", "resources", "static", "public");

  private final ServletWebServerApplicationContext application;
  private final Set<Address> found = new TreeSet<>();

  private Addresses(ServletWebServerApplicationContext application) {
    this.application = application;
  }

  static Set<Address> of(ServletWebServerApplicationContext application) throws Exception {
    var addresses = new Addresses(application);
    addresses.controllers();
    addresses.servlets();
    addresses.logins();
    addresses.files();
    return addresses.found;
  }

  private void add(String method, String path) {
    found.add(new Address(method, path.startsWith("/") ? path : "/" + path));
  }

  private void controllers() {
    for (var mapping : application.getBeansOfType(HandlerMapping.class).values()) {
      if (mapping instanceof RequestMappingInfoHandlerMapping methods) {
        methods
            .getHandlerMethods()
            .keySet()
            .forEach(
                info -> {
                  var verbs = info.getMethodsCondition().getMethods();
                  for (var path : info.getPatternValues()) {
                    verbs.forEach(verb -> add(verb.name(), path));
                    if (verbs.isEmpty()) {
                      add(ANY, path);
                    }
                  }
                });
      } else if (mapping instanceof AbstractUrlHandlerMapping urls) {
        urls.getHandlerMap().keySet().forEach(path -> add(ANY, path));
      }
    }
  }

  /** What Spring Security answers itself. */
  private void logins() {
    for (var chain : application.getBean(FilterChainProxy.class).getFilterChains()) {
      for (var filter : chain.getFilters()) {
        for (var field : List.of("requiresAuthenticationRequestMatcher", "logoutRequestMatcher")) {
          if (ReflectionUtils.findField(filter.getClass(), field) != null) {
            var paths = PATH.matcher(ReflectionTestUtils.getField(filter, field).toString());
            while (paths.find()) {
              add(paths.group(1) == null ? "POST" : paths.group(1), paths.group(2));
            }
          }
        }
      }
    }
  }

  private void servlets() throws Exception {
    var context = application.getServletContext();
    for (var filter : context.getFilterRegistrations().values()) {
      filter.getUrlPatternMappings().forEach(path -> add("FILTER", path));
    }
    for (var servlet : context.getServletRegistrations().values()) {
      var jersey = jersey(servlet.getName());
      for (var path : servlet.getMappings()) {
        add("SERVLET", path);
        if (jersey != null) {
          resources(jersey, path.replace("/*", ""));
        }
      }
    }
  }

  private ServletContainer jersey(String name) throws Exception {
    var server = (TomcatWebServer) application.getWebServer();
    for (Container context : server.getTomcat().getHost().findChildren()) {
      if (context.findChild(name) instanceof Wrapper wrapper) {
        Servlet servlet = wrapper.allocate();
        wrapper.deallocate(servlet);
        return servlet instanceof ServletContainer container ? container : null;
      }
    }
    return null;
  }

  /**
   * @param path as a whole: what the class says of its own path counts for roots alone
   */
  private record Located(String path, Resource resource, Set<Class<?>> above) {}

  private void resources(ServletContainer jersey, String base) {
    var left = new ArrayDeque<Located>();
    var classes = new HashSet<>(jersey.getConfiguration().getClasses());
    jersey.getConfiguration().getSingletons().forEach(object -> classes.add(object.getClass()));
    for (var type : classes) {
      var resource = Resource.from(type, true);
      if (resource != null) {
        left.add(new Located(joined(base, resource.getPath()), resource, Set.of(type)));
      }
    }
    while (!left.isEmpty()) {
      var here = left.pop();
      var path = here.path();
      for (ResourceMethod method : here.resource().getResourceMethods()) {
        add(method.getHttpMethod(), path);
      }
      here.resource()
          .getChildResources()
          .forEach(
              child -> left.add(new Located(joined(path, child.getPath()), child, here.above())));
      var locator = here.resource().getResourceLocator();
      if (locator != null) {
        add("LOCATOR", path);
        located(locator.getInvocable().getHandlingMethod(), path, here.above()).forEach(left::add);
      }
    }
  }

  private static Collection<Located> located(Method locator, String path, Set<Class<?>> above) {
    var type = locator.getReturnType();
    if (above.contains(type)) {
      return List.of();
    }
    var seen = new HashSet<>(above);
    seen.add(type);
    var resource = Resource.from(type, true);
    return resource == null ? List.of() : List.of(new Located(path, resource, seen));
  }

  private static String joined(String base, String path) {
    return path == null ? base : (base + "/" + path).replaceAll("/+", "/");
  }

  private void files() throws IOException {
    var resolver = new PathMatchingResourcePatternResolver();
    var folders = new ArrayList<>(FILES);
    for (var folder : folders) {
      for (var file : resolver.getResources("classpath*:" + folder + "/**/*")) {
        var name = file.getURL().toString();
        var path = name.substring(name.lastIndexOf(folder + "/") + folder.length());
        if (!name.endsWith("/") && file.isReadable()) {
          add("FILE", path);
        }
      }
    }
  }
}
