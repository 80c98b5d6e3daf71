// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/cli.h"
#include "run/job.h"

G_BEGIN_DECLS

/* What a line of progress says of a snapshot of the work that runs; NULL = nothing. Caller
 * frees. */
typedef char *(*CliDescribe) (const RunJobSnapshot *snapshot);

/* What a snapshot has to say that stays on the screen; NULL = nothing. Caller frees. */
typedef char *(*CliNews) (const RunJobSnapshot *snapshot, gpointer data);

/* Follows a job until it has finished, or stands still after a signal, which it is told as `pause`;
 * progress goes to the standard error stream, without a terminal only with `lines`. Returns the
 * last snapshot; NULL after a message when it failed. Caller unrefs. */
gpointer cli_job_follow (RunJob *job, CliDescribe describe, gboolean lines);

/* The same, and the news of each snapshot as lines of their own. */
gpointer cli_job_follow_news (RunJob *job,
                              CliDescribe describe,
                              CliNews news,
                              gpointer news_data,
                              gboolean lines);

/* Resumes a job that stands still; what cli_job_follow returns next is of afterwards. */
void cli_job_resume (RunJob *job);

/* Ends and frees it; FALSE after a message where its session could not be saved as it was. */
gboolean cli_job_finish (RunJob *job);

G_END_DECLS
