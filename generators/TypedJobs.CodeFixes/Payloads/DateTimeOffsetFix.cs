using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedJobs.CodeFixes.Payloads;

/// <summary>
/// Makes a member that is a <c>DateTime</c>, or holds some, one of <c>DateTimeOffset</c>. What is put into it converts by itself; what takes a
/// <c>DateTime</c> out of it does not, and is left to whoever knows which one is meant there.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DateTimeOffsetFix))]
[Shared]
public sealed class DateTimeOffsetFix() : Fix("TJ0022")
{
    private static readonly string[] OfBoth = ["Now", "UtcNow", "MinValue", "MaxValue", "UnixEpoch"];

    /// <inheritdoc/>
    private protected override string? TitleFor(FixPlace place) => PartsOf(place.Node).Any() ? "Use DateTimeOffset" : null;

    /// <inheritdoc/>
    private protected override async Task EditAsync(FixPlace place, Edits edits, CancellationToken cancellationToken)
    {
        if (await place.Document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model || IsBoundByOthers(place.Node, model, cancellationToken))
        {
            return;
        }

        var parts = PartsOf(place.Node).ToList();
        var names = parts.SelectMany(static part => part.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == nameof(DateTime)
                && model.GetSymbolInfo(name, cancellationToken).Symbol is INamedTypeSymbol { SpecialType: SpecialType.System_DateTime })
            .ToList();
        if (!names.Any(name => parts[0].Span.Contains(name.Span)))
        {
            // It has another name here, by an alias.
            return;
        }

        foreach (var name in names.Where(static name => !IsValue(name)))
        {
            edits.Replace(place.Document.Id, name.Span, nameof(DateTimeOffset));
        }

        foreach (var creation in parts.SelectMany(static part => part.DescendantNodesAndSelf()).OfType<ImplicitObjectCreationExpressionSyntax>())
        {
            if (model.GetTypeInfo(creation, cancellationToken).Type is { SpecialType: SpecialType.System_DateTime })
            {
                edits.Insert(place.Document.Id, creation.NewKeyword.Span.End, " " + nameof(DateTime));
            }
        }
    }

    /// <summary>Whether a name makes a <c>DateTime</c> in a way that a <c>DateTimeOffset</c> is not made; the value converts.</summary>
    private static bool IsValue(IdentifierNameSyntax name)
        => (name.Parent is QualifiedNameSyntax qualified ? qualified : (SyntaxNode)name) switch
        {
            { Parent: ObjectCreationExpressionSyntax } => true,
            { Parent: MemberAccessExpressionSyntax { Expression: var expression, Name.Identifier.ValueText: var member } access } whole
                => expression == whole && (!OfBoth.Contains(member) || IsTakenFrom(access)),
            _ => false,
        };

    /// <summary>Whether something else than a sum is made of a value: <c>Date</c> of a time with an offset is another one.</summary>
    private static bool IsTakenFrom(ExpressionSyntax value)
        => value.Parent is MemberAccessExpressionSyntax { Expression: var whole, Name.Identifier.ValueText: var name } access && whole == value
            && !(name.StartsWith("Add", StringComparison.Ordinal) && access.Parent is InvocationExpressionSyntax sum && !IsTakenFrom(sum));

    /// <summary>Whether a base type or an interface says what type the member has.</summary>
    private static bool IsBoundByOthers(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        var declared = node.FirstAncestorOrSelf<SyntaxNode>(static candidate => candidate is ParameterSyntax or PropertyDeclarationSyntax) is { } member
            ? model.GetDeclaredSymbol(member, cancellationToken)
            : null;
        if (declared is null || node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } syntax || model.GetDeclaredSymbol(syntax, cancellationToken) is not { } type)
        {
            return false;
        }

        var property = type.GetMembers(declared.Name).OfType<IPropertySymbol>().FirstOrDefault();
        return property is not null
            && (property.IsOverride
                || type.AllInterfaces.SelectMany(implemented => implemented.GetMembers(property.Name))
                    .Any(wanted => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(wanted), property)));
    }

    /// <summary>The type of the member, and then its default.</summary>
    private static IEnumerable<SyntaxNode> PartsOf(SyntaxNode node)
        => node.FirstAncestorOrSelf<SyntaxNode>(static candidate => candidate is ParameterSyntax or MemberDeclarationSyntax) switch
        {
            ParameterSyntax { Type: { } type, Default: var value } => Parts(type, value),
            PropertyDeclarationSyntax { ExplicitInterfaceSpecifier: null, AccessorList: not null, Type: var type, Initializer: var value } => Parts(type, value),
            FieldDeclarationSyntax { Declaration: { Type: var type, Variables: [{ Initializer: var value }] } } => Parts(type, value),
            _ => [],
        };

    private static IEnumerable<SyntaxNode> Parts(TypeSyntax type, EqualsValueClauseSyntax? value) => value is null ? [type] : [type, value];
}
