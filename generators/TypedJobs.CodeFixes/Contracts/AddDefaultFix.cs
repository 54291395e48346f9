using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Contracts.Verdicts;

namespace TypedJobs.CodeFixes.Contracts;

/// <summary>Gives a member a default that messages in flight do not carry: the least that there is, to be replaced by a better one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddDefaultFix))]
[Shared]
public sealed class AddDefaultFix() : Fix(ContractFix.Unreadable)
{
    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place)
        => ContractFix.KindOf(place) == FindingKind.Missing
            && MemberSyntax.Of(place.Node) is var (member, type, name)
            && CanHaveDefault(member)
            && DefaultOf(type, isConstant: member is ParameterSyntax) is { } value
                ? $"Give '{name.ValueText}' the default {value}"
                : null;

    /// <inheritdoc/>
    private protected override Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        var (member, type, _) = MemberSyntax.Of(place.Node)!.Value;
        var value = DefaultOf(type, isConstant: member is ParameterSyntax)!;
        MemberSyntax.RemoveRequired(member, place.Document.Id, edits);
        edits.Insert(place.Document.Id, member.Span.End, member is ParameterSyntax ? $" = {value}" : $" = {value};");
        return Task.CompletedTask;
    }

    /// <summary>A position can only if all after it have one.</summary>
    private static bool CanHaveDefault(SyntaxNode member)
        => !MemberSyntax.IsRequiredByAttribute(member) && member switch
        {
            ParameterSyntax { Default: null, Parent: ParameterListSyntax list } parameter
                => list.Parameters.Skip(list.Parameters.IndexOf(parameter) + 1).All(static later => later.Default is not null),
            PropertyDeclarationSyntax { Initializer: null, AccessorList: not null } => true,
            _ => false,
        };

    private static string? DefaultOf(TypeSyntax type, bool isConstant)
        => type switch
        {
            PredefinedTypeSyntax { Keyword.ValueText: "bool" } => "false",
            PredefinedTypeSyntax { Keyword.ValueText: "string" } => "\"\"",
            PredefinedTypeSyntax { Keyword.ValueText: "char" or "object" } => null,
            PredefinedTypeSyntax => "0",
            ArrayTypeSyntax => isConstant ? null : "[]",
            SimpleNameSyntax { Identifier.ValueText: "Guid" or "DateTime" or "DateTimeOffset" or "DateOnly" or "TimeOnly" or "TimeSpan" } => "default",
            GenericNameSyntax { Identifier.ValueText: "List" or "IList" or "IReadOnlyList" or "IEnumerable" or "ICollection" or "IReadOnlyCollection" or "HashSet" or "Dictionary" }
                => isConstant ? null : "[]",
            _ => null,
        };
}
