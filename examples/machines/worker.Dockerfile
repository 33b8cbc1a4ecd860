# A worker of genoprop. Its version must be the coordinator's: a worker of another one plays nothing.
FROM node:26.10.0-bookworm-slim
WORKDIR /opt/genoprop
RUN npm init --yes && npm install genoprop@0.1.0 bullmq@6.7.0 ioredis@6.0.0 && npm cache clean --force
USER node
ENTRYPOINT ["/opt/genoprop/node_modules/.bin/genoprop", "worker"]
