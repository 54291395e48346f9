using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>What can be wrong with the versions of a job, as code alone tells.</summary>
internal static class VersionDiagnostics
{
    public static readonly DiagnosticDescriptor DoesNotLeadToNewest = Rule.Error(
        "TJ1008",
        "A version of a job does not lead to the newest",
        "The versions of the job '{0}' do not lead to the newest: {1}");
}
