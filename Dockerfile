# The one image of web, worker, beat and migrate. Tags name exact versions; their
# digests are for whoever builds to add: `image:tag@sha256:...`.
FROM python:3.11.14-slim-trixie AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
WORKDIR /srv/servindus
COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt
COPY . ./
RUN python -c "from servindus.local import configuration, messages; messages.compile_messages(configuration.BASE_DIR)"
# Values for this one step: nothing of them stays in the image.
RUN SECRET_KEY=unused PUBLIC_URL=https://unused.invalid ALLOWED_HOSTS=unused.invalid DATABASE_URL=postgres://unused@unused.invalid/unused python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11.14-slim-trixie
# For `backup` and `restore`: Debian 13 has the client of PostgreSQL 17, compose's server.
# Debian's last correction of it is wanted, so no version is named.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends postgresql-client-17 \
  && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 servindus \
  && useradd --system --uid 10001 --gid servindus --home-dir /srv/servindus --shell /usr/sbin/nologin servindus \
  && install -d -o servindus -g servindus -m 0750 /srv/media /srv/backups
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PORT=8000 MEDIA_ROOT=/srv/media
WORKDIR /srv/servindus
COPY --from=build /venv /venv
COPY --from=build /srv/servindus /srv/servindus
USER 10001:10001
VOLUME ["/srv/media"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python", "deploy/healthcheck.py", "http://127.0.0.1:8000/healthz"]
# Bound to every address of the container, on PORT; gunicorn reads the variable.
CMD ["gunicorn", "servindus.wsgi", "--workers=3", "--graceful-timeout=25", "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-"]
