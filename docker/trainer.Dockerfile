# The environment in which the sample projects' jobs run on Azure ML: the program `trainer` on the path.
#   docker build -f docker/trainer.Dockerfile -t <registry>/trainer:0.1.0 .
FROM eclipse-temurin:17-jre
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
COPY target/model-release.jar /opt/model-release/model-release.jar
RUN printf '#!/bin/sh\nexec java -jar /opt/model-release/model-release.jar trainer "$@"\n' > /usr/local/bin/trainer \
 && chmod 755 /usr/local/bin/trainer
