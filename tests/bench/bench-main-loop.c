// SPDX-License-Identifier: GPL-3.0-or-later
/* Opens the real window, lets it evolve, and prints as JSON: milliseconds from the start of the
 * program to the first snapshot in which a cell was filled and to the first one with an improved
 * cell; how many iterations of the main loop took longer than 16 and 33 ms, how many were busy for
 * longer than 33 ms, and how much of a processor they took; what 99 % of the iterations took, and
 * what of a processor (which is less where others want it, too); frames a second while scrolling;
 * and the resident memory early and at the end. Arguments: seconds to run, "scroll" to have the
 * grid scroll up and down meanwhile, or "present" to have the page presented, then those of fooled.
 *
 * "compare FOLDER" in place of these: the Compare page shows the folder's images to all networks
 * that are checked (fooled then wants --paused), at most for so many seconds, and the iterations
 * and the time from one frame to the next are those of that while. */
#include "config.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "ui/app/application.h"
#include "ui/app/window.h"
#include "ui/compare/compare-page.h"
#include "ui/run/run.h"

static GPollFunc system_poll;
static gint64 program_start, first_filled, first_improved, poll_end;
static guint n_iterations, n_late_16, n_late_33;
static guint n_busy_33;
static gint64 longest, cpu_end, cpu_filled;
static double resident_early, resident_end;
static gint64 seconds;
static gboolean scrolls, presents;
static const char *compared; /* folder; NULL = nothing is compared */
static gint64 compare_begin, compare_end;
static GArray *iterations, *busy, *frames; /* gint64: microseconds */

/* Pixels a second: a page of the grid in about half of one. */
#define SCROLL_SPEED 1500.0

static guint n_frames;

static double
resident_megabytes (void)
{
  g_autofree char *text = NULL;
  unsigned long total = 0, resident = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%lu %lu", &total, &resident);
  return resident * (double) sysconf (_SC_PAGESIZE) / 1048576;
}

/* What this thread had of a processor, microseconds. */
static gint64
cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
measures (void)
{
  return compared != NULL ? compare_begin != 0 && compare_end == 0 : first_filled != 0;
}

/* Between two polls lies one iteration: the time in which the main loop answers nobody. Those
 * before the first image are start-up, which has its own figure. An iteration that is late without
 * having been busy for so long had to wait for a processor. */
static int
timed_poll (GPollFD *fds, guint n, int timeout)
{
  int result;

  if (poll_end != 0 && measures ())
    {
      gint64 took = g_get_monotonic_time () - poll_end, worked;

      n_iterations++;
      n_late_16 += took > 16000;
      n_late_33 += took > 33000;
      worked = cpu_time () - cpu_end;
      n_busy_33 += worked > 33000;
      g_array_append_val (busy, worked);
      longest = MAX (longest, took);
      g_array_append_val (iterations, took);
    }
  result = system_poll (fds, n, timeout);
  poll_end = g_get_monotonic_time ();
  cpu_end = cpu_time ();
  return result;
}

static void
on_snapshot (FooledRun *run, const RunSnapshot *snapshot, gpointer data)
{
  for (guint i = 0; i < snapshot->n_changed; i++)
    {
      if (snapshot->changed[i].filled && first_filled == 0)
        {
          first_filled = g_get_monotonic_time ();
          cpu_filled = cpu_time ();
        }
      if (snapshot->changed[i].improvements > 1 && first_improved == 0)
        first_improved = g_get_monotonic_time ();
    }
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

/* Down to the end and up again, as fast as a person who looks for something. */
static void
scroll (GtkAdjustment *adjustment, gint64 now)
{
  static gint64 last;
  static int direction = 1;
  double value = gtk_adjustment_get_value (adjustment);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  if (last != 0)
    gtk_adjustment_set_value (adjustment, value + direction * SCROLL_SPEED * (now - last) / 1e6);
  last = now;
  value = gtk_adjustment_get_value (adjustment);
  if (value >= end)
    direction = -1;
  else if (value <= 0)
    direction = 1;
}

/* The progress bar has the clock tick for as long as it is compared. */
static void
note_frame (void)
{
  static gint64 last;
  gint64 now = g_get_monotonic_time (), interval = now - last;

  if (last > compare_begin)
    g_array_append_val (frames, interval);
  last = now;
}

static gboolean
on_frame (GtkWidget *window, GdkFrameClock *clock, gpointer data)
{
  GtkWidget *view = find (window, GTK_TYPE_GRID_VIEW);

  if (!measures ())
    return G_SOURCE_CONTINUE;
  n_frames++;
  if (compared != NULL)
    note_frame ();
  if (presents || compared != NULL)
    return G_SOURCE_CONTINUE;
  if (view != NULL)
    scroll (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view)),
            gdk_frame_clock_get_frame_time (clock));
  return G_SOURCE_CONTINUE;
}

static gboolean
early (gpointer data)
{
  resident_early = resident_megabytes ();
  return G_SOURCE_REMOVE;
}

/* As early as there is something to be seen. */
static gboolean
present (gpointer window)
{
  if (first_filled == 0)
    return G_SOURCE_CONTINUE;
  g_action_group_activate_action (window, "present", NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
finish (gpointer data)
{
  resident_end = resident_megabytes ();
  g_application_quit (data);
  return G_SOURCE_REMOVE;
}

static void
on_compared (FooledCompare *compare, const RunCompareSnapshot *snapshot, gpointer application)
{
  if (snapshot->job.state != RUN_STATE_FINISHED && snapshot->job.state != RUN_STATE_FAILED)
    return;
  compare_end = g_get_monotonic_time ();
  g_idle_add (finish, application);
}

/* After a second or more, in which the window has come to rest and its pages were made. */
static gboolean
begin_comparison (gpointer application)
{
  GtkWidget *window = GTK_WIDGET (gtk_application_get_active_window (application));
  GtkWidget *page = find (window, FOOLED_TYPE_COMPARE_PAGE);
  GtkWidget *stack = find (window, ADW_TYPE_VIEW_STACK);

  if (page == NULL)
    return G_SOURCE_CONTINUE;
  adw_view_stack_set_visible_child (ADW_VIEW_STACK (stack), page);
  fooled_compare_page_add_set (FOOLED_COMPARE_PAGE (page), RUN_IMAGES_FOLDER, compared, "images");
  compare_begin = g_get_monotonic_time ();
  cpu_filled = cpu_time ();
  gtk_widget_activate_action (page, "compare.start", NULL);
  g_signal_connect (fooled_compare_page_get_compare (FOOLED_COMPARE_PAGE (page)), "snapshot",
                    G_CALLBACK (on_compared), application);
  return G_SOURCE_REMOVE;
}

static void
on_window_added (GtkApplication *application, GtkWindow *window, gpointer data)
{
  static gboolean watching;

  if (!FOOLED_IS_WINDOW (window) || watching)
    return;
  watching = TRUE;
  g_signal_connect (fooled_window_get_run (FOOLED_WINDOW (window)), "snapshot",
                    G_CALLBACK (on_snapshot), NULL);
  if (presents)
    g_timeout_add (100, present, window);
  if (compared != NULL)
    g_timeout_add_seconds (1, begin_comparison, application);
  if (scrolls || presents || compared != NULL)
    gtk_widget_add_tick_callback (GTK_WIDGET (window), on_frame, NULL, NULL);
  g_timeout_add_seconds (MAX (1, seconds / 10), early, NULL);
  g_timeout_add_seconds (seconds, finish, application);
}

static gboolean
find_window (gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (data);

  if (window == NULL)
    return G_SOURCE_CONTINUE;
  on_window_added (data, window, NULL);
  return G_SOURCE_REMOVE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* What this share of them stays below, milliseconds; sorts them. */
static double
quantile (GArray *times, double share)
{
  if (times->len == 0)
    return 0;
  g_array_sort (times, compare_times);
  return g_array_index (times, gint64, (guint) (share * (times->len - 1))) / 1e3;
}

static void
print_comparison (void)
{
  g_print ("{\"compared\": %s, \"seconds\": %.2f, \"iterations\": %u, "
           "\"iteration_p99_ms\": %.1f, \"busy_p99_ms\": %.1f, \"longest_ms\": %.1f, "
           "\"late_33_ms_percent\": %.2f, "
           "\"busy_33_ms_percent\": %.2f, \"frames\": %u, \"frame_median_ms\": %.1f, "
           "\"frame_p99_ms\": %.1f, \"frame_longest_ms\": %.1f}\n",
           compare_end != 0 ? "true" : "false", (compare_end - compare_begin) / 1e6, n_iterations,
           quantile (iterations, 0.99), quantile (busy, 0.99), longest / 1e3,
           100.0 * n_late_33 / MAX (1, n_iterations), 100.0 * n_busy_33 / MAX (1, n_iterations),
           frames->len, quantile (frames, 0.5), quantile (frames, 0.99), quantile (frames, 1));
}

int
main (int argc, char **argv)
{
  g_autoptr (FooledApplication) application = NULL;
  int n_own = 1;

  program_start = g_get_monotonic_time ();
  if (argc < 2 || (seconds = g_ascii_strtoll (argv[1], NULL, 10)) < 1)
    {
      g_printerr ("usage: %s SECONDS [scroll|present|compare FOLDER] [arguments of fooled]\n",
                  argv[0]);
      return 2;
    }
  scrolls = argc > 2 && g_str_equal (argv[2], "scroll");
  presents = argc > 2 && g_str_equal (argv[2], "present");
  n_own += scrolls || presents;
  if (argc > 3 && g_str_equal (argv[2], "compare"))
    {
      compared = argv[3];
      n_own += 2;
    }
  iterations = g_array_new (FALSE, FALSE, sizeof (gint64));
  busy = g_array_new (FALSE, FALSE, sizeof (gint64));
  frames = g_array_new (FALSE, FALSE, sizeof (gint64));
  argc -= n_own;
  argv[n_own] = argv[0];
  argv += n_own;
  system_poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, timed_poll);
  application = fooled_application_new ();
  g_timeout_add_full (G_PRIORITY_HIGH, 1, find_window, application, NULL);
  g_application_run (G_APPLICATION (application), argc, argv);
  if (compared != NULL)
    {
      print_comparison ();
      return 0;
    }
  g_print ("{\"first_filled_ms\": %.0f, \"first_improved_ms\": %.0f, \"iterations\": %u, "
           "\"late_16_ms_percent\": %.2f, \"late_33_ms_percent\": %.2f, "
           "\"busy_33_ms_percent\": %.2f, \"busy_percent\": %.1f, \"p99_ms\": %.1f, "
           "\"busy_p99_ms\": %.1f, "
           "\"longest_ms\": %.1f, "
           "\"frames_per_second\": %.1f, \"resident_early_mb\": %.1f, \"resident_end_mb\": %.1f}\n",
           (first_filled - program_start) / 1e3, (first_improved - program_start) / 1e3,
           n_iterations, 100.0 * n_late_16 / MAX (1, n_iterations),
           100.0 * n_late_33 / MAX (1, n_iterations), 100.0 * n_busy_33 / MAX (1, n_iterations),
           1e2 * (cpu_time () - cpu_filled) / (g_get_monotonic_time () - first_filled),
           quantile (iterations, 0.99), quantile (busy, 0.99), longest / 1e3,
           n_frames * 1e6 / (g_get_monotonic_time () - first_filled), resident_early, resident_end);
  return 0;
}
