using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Diagnostics;

/// <summary>What can be wrong with what a job carries.</summary>
internal static class PayloadDiagnostics
{
    public static readonly DiagnosticDescriptor NotCarried = Rule.Error(
        "TJ0004",
        "A member cannot be carried by a job",
        "'{0}' of type '{1}' cannot be carried by a job: {2}");
}
