using TypedJobs.Generators.Diagnostics;

namespace TypedJobs.CodeFixes.Payloads;

/// <summary>Gives a member whose name in JSON is taken one of its own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NameInJsonFix))]
[Shared]
public sealed class NameInJsonFix() : Fix("TJ0004")
{
    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => place.Told(FixProperties.FreeJsonName) is { } name && MemberAttributes.CanBeAdded(place.Node) ? $"Call it '{name}' in JSON" : null;

    /// <inheritdoc/>
    private protected override Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
        => MemberAttributes.SetAsync(
            place, "JsonPropertyName", place.Told(FixProperties.FreeJsonName)!, "System.Text.Json.Serialization", edits, cancellationToken);
}
