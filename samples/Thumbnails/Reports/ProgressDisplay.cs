using Spectre.Console;
using TypedJobs;

namespace Thumbnails.Reports;

/// <summary>Shows how a run goes on: a bar in a terminal, plain lines elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <summary>Shows outcomes as they come, until the run has ended.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">What is shown.</param>
    /// <param name="jobs">The jobs of this run, others are not shown; null shows all that come.</param>
    /// <param name="run">The run.</param>
    public static Task ShowAsync(IAnsiConsole console, RunReport report, IReadOnlySet<JobId>? jobs, Task run)
        => console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal
            ? ShowBarAsync(console, report, jobs, run)
            : ShowLinesAsync(console, report, jobs, run);

    private static Task ShowBarAsync(IAnsiConsole console, RunReport report, IReadOnlySet<JobId>? jobs, Task run)
        => console.Progress()
            .Columns(jobs is null
                ? [new TaskDescriptionColumn(), new SpinnerColumn()]
                : [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn()])
            .StartAsync(async display =>
            {
                var bar = display.AddTask("thumbnails", maxValue: jobs?.Count ?? double.MaxValue);
                void Update()
                {
                    var outcomes = report.Outcomes.Where(IsShown).ToList();
                    bar.Value = outcomes.Count;
                    bar.Description = $"{outcomes.Count(static outcome => outcome.IsDone)} done, {outcomes.Count(static outcome => !outcome.IsDone)} failed";
                }

                void OnEnded(object? sender, PictureOutcome outcome) => Update();
                report.Ended += OnEnded;
                Update();
                await run;
                report.Ended -= OnEnded;
                Update();

                bool IsShown(PictureOutcome outcome) => jobs?.Contains(outcome.Job) ?? true;
            });

    private static async Task ShowLinesAsync(IAnsiConsole console, RunReport report, IReadOnlySet<JobId>? jobs, Task run)
    {
        var shown = new HashSet<PictureOutcome>();
        var of = jobs is null ? string.Empty : $"/{jobs.Count}";
        void Write(PictureOutcome outcome)
        {
            lock (shown)
            {
                if ((jobs?.Contains(outcome.Job) ?? true) && shown.Add(outcome))
                {
                    console.WriteLine($"[{shown.Count}{of}] {Path.GetFileName(outcome.Source)}: {outcome.Size ?? "failed, " + outcome.Reason}");
                }
            }
        }

        void OnEnded(object? sender, PictureOutcome outcome) => Write(outcome);
        report.Ended += OnEnded;

        // The worker began before this display did.
        foreach (var outcome in report.Outcomes)
        {
            Write(outcome);
        }

        await run;
        report.Ended -= OnEnded;
    }
}
