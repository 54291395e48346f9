using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>What can be wrong with a worker and its set of jobs.</summary>
internal static class WorkerDiagnostics
{
    public static readonly DiagnosticDescriptor NoHandler = Rule.Error(
        "TJ0005",
        "A job of a worker's set has no handler",
        "The worker '{0}' has no handler for the job '{1}' ({2}): {3}");

    public static readonly DiagnosticDescriptor SeveralHandlers = Rule.Error(
        "TJ0006",
        "A job of a worker's set has several handlers",
        "The worker '{0}' has {1} handlers for the job '{2}' ({3}), and a job has exactly one: keep one of {4}");

    public static readonly DiagnosticDescriptor CannotBeCompleted = Rule.Error(
        "TJ0007",
        "A worker cannot be completed by the generator",
        "The worker '{0}' cannot be completed: {1}");

    public static readonly DiagnosticDescriptor NoJob = Rule.Error(
        "TJ0008",
        "A type in [JobWorker] is no job",
        "'{0}' in [JobWorker] is no job: {1}");

    public static readonly DiagnosticDescriptor EmptySet = Rule.Warning(
        "TJ0009",
        "A worker has no jobs",
        "The worker '{0}' has no jobs, so starting it throws: {1}");

    public static readonly DiagnosticDescriptor SharedTubeNotCovered = Rule.Error(
        "TJ0011",
        "A worker watches a shared tube but does not know all of its jobs",
        "The worker '{0}' watches the tube '{1}' for the job '{2}', and would also receive the job '{3}' ({4}) from it, which is not in its set: {5}");

    public static readonly DiagnosticDescriptor NewerManifest = Rule.Error(
        "TJ0012",
        "A referenced assembly was compiled with a newer TypedJobs",
        "The worker '{0}' cannot see the jobs and handlers of '{1}', which was compiled with a newer TypedJobs "
            + "(its manifest has version {2}, this project reads {3}): update the TypedJobs package of this project");

    public static readonly DiagnosticDescriptor InternalJob = Rule.Warning(
        "TJ0025",
        "A job is internal to a reference that has no worker",
        "The worker '{0}' takes all jobs that it can name, but the job '{1}' ({2}) is internal to '{3}', and no worker there handles it: "
            + "make it and its handler public, let this project see the internals of '{3}', or declare a [JobWorker] there");
}
