using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts;

/// <summary>Defaults of members as the contract has them: a literal without suffix, the name of an enum's value, or <c>code</c> and an expression.</summary>
internal static class CodeDefault
{
    /// <summary>Stands before an expression that is no constant.</summary>
    public const string Mark = "code";

    private const string Null = "null";
    private const string Global = "global::";
    private const string Empty = "[]";

    /// <summary>The default that an expression of <see cref="ConstantText"/> gives.</summary>
    public static string OfConstant(string expression)
    {
        if (expression.StartsWith(Global, StringComparison.Ordinal))
        {
            return expression.Substring(expression.LastIndexOf('.') + 1).TrimStart('@');
        }

        if (expression.StartsWith("(" + Global, StringComparison.Ordinal))
        {
            return expression.Substring(expression.LastIndexOf('(') + 1).TrimEnd(')');
        }

        return expression.Length > 0 && (char.IsDigit(expression[0]) || expression[0] == '-') ? expression.TrimEnd('L', 'U', 'F', 'D', 'm') : expression;
    }

    /// <summary>The default that the initializer of a member of this type gives; null if it is none or cannot be seen.</summary>
    public static string? OfInitializer(Location? member, ITypeSymbol type, bool isCollection, Compilation compilation, CancellationToken cancellationToken)
    {
        if (member?.SourceTree is not { } tree || !compilation.ContainsSyntaxTree(tree))
        {
            return null;
        }

        var expression = tree.GetRoot(cancellationToken).FindToken(member.SourceSpan.Start).Parent switch
        {
            PropertyDeclarationSyntax property => property.Initializer?.Value,
            VariableDeclaratorSyntax field => field.Initializer?.Value,
            _ => null,
        };
        if (expression is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed)
        {
            expression = suppressed.Operand;
        }

        if (expression is null)
        {
            return null;
        }

        var model = compilation.GetSemanticModel(tree);
        return model.GetConstantValue(expression, cancellationToken) is { HasValue: true, Value: var value } ? OfConstant(ConstantText.Of(value, type))
            : IsDefault(expression, type, model, cancellationToken) ? ConstantText.Of(value: null, type)
            : isCollection && IsEmpty(expression, model, cancellationToken) ? Empty
            : OfExpression(expression);
    }

    /// <summary>Whether an expression that is no constant says in one of the usual ways that a member is what its type is when nothing was set.</summary>
    private static bool IsDefault(ExpressionSyntax expression, ITypeSymbol type, SemanticModel model, CancellationToken cancellationToken)
    {
        if (expression.IsKind(SyntaxKind.DefaultLiteralExpression))
        {
            return true;
        }

        var isOfType = expression is DefaultExpressionSyntax or BaseObjectCreationExpressionSyntax { Initializer: null } or MemberAccessExpressionSyntax
            && type.IsValueType && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(expression, cancellationToken).Type, type);
        return isOfType && (expression is DefaultExpressionSyntax || model.GetSymbolInfo(expression, cancellationToken).Symbol is
            IMethodSymbol { IsImplicitlyDeclared: true, Parameters.Length: 0 }
            or IFieldSymbol { IsStatic: true, ContainingType.Name: "Guid", Name: "Empty" }
            or IFieldSymbol { IsStatic: true, ContainingType.Name: "TimeSpan", Name: "Zero" }
            or ISymbol { IsStatic: true, ContainingType.Name: "DateTime" or "DateTimeOffset" or "DateOnly" or "TimeOnly", Name: "MinValue" });
    }

    /// <summary>Whether two defaults are the same value, as 1 and 1.0 are, or an enum's value and the text of its name.</summary>
    public static bool AreSame(string left, string right)
        => left == right
            || (left != Null && right != Null && left.Trim('"', '\'') == right.Trim('"', '\''))
            || AreSameNumber(left, right);

    /// <summary>Whether both are one number: as decimals, which keep all digits, and as floats, which keep what is smaller.</summary>
    private static bool AreSameNumber(string left, string right)
        => double.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var one)
            && double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var other)
            && one.Equals(other)
            && (!decimal.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
                || !decimal.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var same)
                || exact == same);

    /// <summary>
    /// What a value of a type is when nothing was set: what a member that is not written when it has its default has then.
    /// Null if the contract does not tell.
    /// </summary>
    public static string? OfType(WireType type, Contract contract)
        => type switch
        {
            { IsNullable: true } => "null",
            ScalarType { Keyword: "bool" } => "false",
            ScalarType scalar when Scalars.IsNumber(scalar.Keyword) => "0",
            ScalarType scalar => Scalars.IsValueType(scalar.Keyword) ? "default" : "null",
            NamedType named => contract.Find(named.Owner)?.Form switch
            {
                EnumForm => named.Number is null && EnumValues.Zero(contract.Owned(named.Owner)) is { } zero ? ContractKey.NameOf(zero.Key) : "0",
                ObjectForm { IsStruct: true } => "default",
                _ => "null",
            },
            OpaqueType => null,
            _ => "null",
        };

    /// <summary>A default as it is on the wire, if it is a value of an enum: by its name, or its number where that is written.</summary>
    public static string OnWire(string text, WireType type, Contract contract)
    {
        if (type is not NamedType { Owner: var owner, Number: var number } || contract.Find(owner)?.Form is not EnumForm)
        {
            return text;
        }

        var named = EnumValues.ByNameInCode(contract.Owned(owner), text);
        return named is null ? text : number is null ? ContractKey.NameOf(named.Key) : EnumValues.NumberOf(named);
    }

    private static string OfExpression(ExpressionSyntax expression)
    {
        var text = expression.NormalizeWhitespace().ToString();
        if (text is "string.Empty" or "String.Empty")
        {
            return "\"\"";
        }

        return $"{Mark} {ContractKey.Literal(text)}";
    }

    /// <summary>Whether an expression says that there is nothing in a collection: all ways to say so are one default.</summary>
    private static bool IsEmpty(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken)
        => expression switch
        {
            CollectionExpressionSyntax collection => collection.Elements.Count == 0,
            BaseObjectCreationExpressionSyntax { Initializer: null } creation
                => creation.ArgumentList is null or { Arguments.Count: 0 } || AreOfEmpty(model.GetSymbolInfo(creation, cancellationToken).Symbol as IMethodSymbol),
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText == "Empty",
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } } => true,
            _ => false,
        };

    /// <summary>Whether a collection of .NET is given nothing but its capacity and what compares: neither is an element.</summary>
    private static bool AreOfEmpty(IMethodSymbol? constructor)
        => constructor?.ContainingNamespace.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal) == true
            && constructor.Parameters.All(static parameter => parameter.Type is { SpecialType: SpecialType.System_Int32 } or { Name: "IEqualityComparer" or "IComparer" });
}
