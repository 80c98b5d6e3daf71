// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"
#include "run/job.h"

G_BEGIN_DECLS

/* What a line of progress says of a snapshot of the work that runs; NULL = nothing. Caller
 * frees. */
typedef char *(*CliDescribe) (const RunJobSnapshot *snapshot);

/* Follows a job until it has finished, or stands still after a signal, which it is told as `pause`;
 * progress goes to the standard error stream, without a terminal only with `lines`. Returns the last
 * snapshot; NULL after a message when it failed. Caller unrefs. */
gpointer cli_job_follow (RunJob *job, CliDescribe describe, gboolean lines);

G_END_DECLS
