using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Contracts;

/// <summary>
/// A line of the contract: one thing that messages depend on, as it is, and as releases had it whose messages may still be in flight.
/// </summary>
/// <param name="Key">What it is about; see <see cref="ContractKey"/>.</param>
/// <param name="Form">How it is now, or was when it was removed.</param>
internal sealed record ContractLine(string Key, LineForm Form)
{
    /// <summary>How earlier releases had it, the latest first.</summary>
    public EquatableArray<LineForm> Was { get; init; }

    /// <summary>Whether it was removed: a tombstone.</summary>
    public bool IsRetired { get; init; }

    /// <summary>Whether messages of earlier releases may be without it.</summary>
    public bool IsAdded { get; init; }

    /// <summary>Why a break was accepted, as a literal.</summary>
    public string? Accepted { get; init; }

    /// <summary>Whether what the line says was released; if not, it may change freely.</summary>
    public bool IsReleased { get; init; } = true;

    /// <summary>The key of the job or the type that it belongs to, or is.</summary>
    public string Head => Form is HeadForm ? Key : ContractKey.OwnerOf(Key);

    /// <summary>Everything that released code has written for it.</summary>
    public IEnumerable<LineForm> Released => IsReleased || IsRetired || IsAcceptedHead ? Was.Prepend(Form) : Was;

    /// <summary>How the last release has it; null if that does not have it.</summary>
    public LineForm? LastReleased => IsReleased != IsRetired || IsAcceptedHead ? Form : IsRetired ? null : Was.Count > 0 ? Was[0] : null;

    /// <summary>Whether a message in flight may be without it.</summary>
    public bool MayBeAbsent => IsAdded || (IsRetired && IsReleased);

    /// <summary>Whether any release has had it.</summary>
    public bool HasHistory => Released.Any();

    /// <summary>Whether no release has had it, and nobody has said that this does no harm.</summary>
    public bool IsNew => !HasHistory && Accepted is null;

    /// <summary>Whether it is a job or a type with a break that was accepted: what it was is gone from its line, and yet what belongs to it is as released as before.</summary>
    private bool IsAcceptedHead => this is { Form: HeadForm, Accepted: not null, IsReleased: false, IsRetired: false, Was.Count: 0 };

    public override string ToString()
        => $"{Key} : {(IsRetired ? "retired " : string.Empty)}{Form}"
            + string.Concat(Was.Select(static form => $" was {form}"))
            + (IsAdded ? " added" : string.Empty)
            + (Accepted is null ? string.Empty : $" accepted {Accepted}")
            + (IsReleased ? string.Empty : " *");
}
