using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>What can be wrong where jobs are enqueued and handled.</summary>
internal static class UseDiagnostics
{
    public static readonly DiagnosticDescriptor EnqueuedOneByOne = Rule.Info(
        "TJ0026",
        "Jobs are enqueued one by one in a loop",
        "Each '{0}' of this loop waits for the server's answer to the one before: EnqueueBatchAsync enqueues them all, with many on their way at once");

    public static readonly DiagnosticDescriptor EnqueuesItself = Rule.Warning(
        "TJ0027",
        "A handler enqueues its own job without a delay",
        "The handler '{0}' enqueues its own job '{1}' without a delay, so that it comes again at once, time after time: "
            + "set EnqueueOptions.Delay, or call context.Snooze or context.Retry to see this job again later");

    public static readonly DiagnosticDescriptor AsyncVoid = Rule.Warning(
        "TJ0028",
        "A handler starts what it cannot wait for",
        "This {0} is 'async void', so the handler '{1}' cannot wait for it: the job is completed before it has ended, and what it throws ends the process. "
            + "Make it return a Task and await it (in place of ForEach: 'await Parallel.ForEachAsync', or a loop)");

    public static readonly DiagnosticDescriptor LosesMembers = Rule.Warning(
        "TJ0029",
        "A value loses members in a job",
        "'{0}' carries this '{1}' as no more than its base '{2}': what '{1}' adds ({3}) is lost on the way. Name '{1}' in a [JsonDerivedType] on '{2}', or carry a '{1}'");
}
