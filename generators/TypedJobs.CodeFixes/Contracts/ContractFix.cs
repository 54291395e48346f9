using TypedJobs.Generators.Contracts.Verdicts;
using TypedJobs.Generators.Diagnostics;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>What diagnostics of the contract tell, as fixes read it.</summary>
internal static class ContractFix
{
    public const string Unreadable = "TJ1001";
    public const string Changed = "TJ1002";
    public const string UnreadableByReleased = "TJ1003";
    public const string Dropped = "TJ1004";
    public const string Meaning = "TJ1005";
    public const string Reused = "TJ1007";

    /// <summary>Why messages are not read; null if the diagnostic does not tell.</summary>
    public static FindingKind? KindOf(FixPlace place)
        => Enum.TryParse<FindingKind>(place.Told(ContractProperties.Kind), out var kind) ? kind : null;

    /// <summary>Whether a project has a contract to be edited.</summary>
    public static bool HasFile(FixPlace place) => ProjectContract.FileOf(place.Document.Project) is not null;
}
