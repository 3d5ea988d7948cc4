# The bot with PostgreSQL or SQLite, as compose.yaml runs it. Python is the version that the tests run on.
ARG PYTHON=3.11.15-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/find-expert
WORKDIR /src
# First what changes seldom, every package at the version and with the hash of the lock.
COPY requirements.lock ./
RUN /opt/find-expert/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY directory/ directory/
COPY bot/ bot/
COPY adapters/ adapters/
COPY config/ config/
RUN /opt/find-expert/bin/pip install --no-deps --no-build-isolation . \
    && /opt/find-expert/bin/pip uninstall --yes setuptools pip

FROM python:${PYTHON}
# A number, so that Kubernetes can see that it is not root; files of other stages stay root's, and cannot be changed.
RUN groupadd --gid 10001 find-expert \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin find-expert \
    && install --directory --owner 10001 --group 10001 /data
COPY --from=build /opt/find-expert /opt/find-expert
# What draws pictures notes in the last of these which fonts there are.
ENV PATH=/opt/find-expert/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp/matplotlib
USER 10001:10001
# Where SQLite puts its file. With PostgreSQL nothing else is written but a little in /tmp: all but that may be read-only.
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8000
# Whether the process answers. A database that is away is for /readyz to say: a restart would not bring it back.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["find-expert"]
CMD ["serve", "--upgrade", "--host", "0.0.0.0"]
