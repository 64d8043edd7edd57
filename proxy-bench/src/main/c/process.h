// What the generators measure: time, and what a process has used. Included once by each of them.
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
// Processor time of all threads of PID in seconds, to the nanosecond.
static inline double cpu(int pid) {
  char path[320], line[128]; double sum = 0; sprintf(path, "/proc/%d/task", pid);
  DIR *tasks = opendir(path); if (!tasks) return 0;
  for (struct dirent *t; (t = readdir(tasks));) {
    if (t->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, t->d_name);
    FILE *f = fopen(path, "r"); if (!f) continue;
    if (fgets(line, sizeof line, f)) sum += strtoull(line, 0, 10) / 1e9;
    fclose(f);
  }
  closedir(tasks); return sum;
}
static inline long rss_kb(int pid) {
  char f[64], l[256]; long r = 0; sprintf(f, "/proc/%d/status", pid);
  FILE *fp = fopen(f, "r"); if (!fp) return 0;
  while (fgets(l, 256, fp)) if (sscanf(l, "VmRSS: %ld", &r) == 1) break;
  fclose(fp); return r;
}
