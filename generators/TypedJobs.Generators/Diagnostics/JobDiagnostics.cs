using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>What can be wrong with a job's declaration.</summary>
internal static class JobDiagnostics
{
    public static readonly DiagnosticDescriptor NotSealedPartialRecord = Rule.Error(
        "TJ0001",
        "A job is a sealed partial record",
        "The job '{0}' must be a sealed partial record: {1}");

    public static readonly DiagnosticDescriptor NameNotAllowed = Rule.Error(
        "TJ0002",
        "The name or tube of a job is not allowed",
        "The {0} '{1}' of a job {2}");
}
