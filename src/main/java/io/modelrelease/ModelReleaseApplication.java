package io.modelrelease;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class ModelReleaseApplication {
  public static void main(String[] args) {
    SpringApplication.run(ModelReleaseApplication.class, args);
  }
}
