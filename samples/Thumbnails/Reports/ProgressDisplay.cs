using Spectre.Console;

namespace Thumbnails.Reports;

/// <summary>Shows how a run goes on: a bar in a terminal, plain lines elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <summary>Shows outcomes as they come, until the run has ended.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">What is shown.</param>
    /// <param name="total">How many jobs there are; null if nobody knows.</param>
    /// <param name="run">The run.</param>
    public static Task ShowAsync(IAnsiConsole console, RunReport report, int? total, Task run)
        => console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal
            ? ShowBarAsync(console, report, total, run)
            : ShowLinesAsync(console, report, total, run);

    private static Task ShowBarAsync(IAnsiConsole console, RunReport report, int? total, Task run)
        => console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(async display =>
            {
                var bar = display.AddTask("thumbnails", maxValue: total ?? double.MaxValue);
                bar.IsIndeterminate = total is null;
                void Update()
                {
                    var outcomes = report.Outcomes;
                    bar.Value = outcomes.Count;
                    bar.Description = $"{outcomes.Count(static outcome => outcome.IsDone)} done, {outcomes.Count(static outcome => !outcome.IsDone)} failed";
                }

                void OnEnded(object? sender, PictureOutcome outcome) => Update();
                report.Ended += OnEnded;
                Update();
                await run;
                report.Ended -= OnEnded;
                Update();
            });

    private static async Task ShowLinesAsync(IAnsiConsole console, RunReport report, int? total, Task run)
    {
        var shown = new HashSet<PictureOutcome>();
        var of = total is null ? string.Empty : $"/{total}";
        void Write(PictureOutcome outcome)
        {
            lock (shown)
            {
                if (shown.Add(outcome))
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
