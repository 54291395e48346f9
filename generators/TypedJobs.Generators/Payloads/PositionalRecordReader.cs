using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// Reads plain positional records from their syntax. It gives what <see cref="ObjectReader"/> gives, at less than half the cost: asking a record's
/// symbol for its members makes the compiler build all that it synthesizes for them, after every edit and for every job.
/// </summary>
/// <remarks>An analyzer sees a program whose declarations are bound: there the symbols of the positions tell the same for nothing.</remarks>
/// <param name="compilation">The program.</param>
/// <param name="isBound">Whether its declarations are bound.</param>
/// <param name="first">A model that is there already; making one costs as much as all that is asked of it.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class PositionalRecordReader(Compilation compilation, bool isBound, SemanticModel? first, CancellationToken cancellationToken)
{
    private readonly PayloadNames _names = PayloadNames.Of(compilation);
    private SemanticModel? _model = first;

    /// <summary>The shape of a plain positional record; null for everything else.</summary>
    public ObjectShape? TryRead(INamedTypeSymbol type)
    {
        if (type.IsGenericType || type.IsAbstract || Declaration(type) is not { BaseList: null, ParameterList: { } list } record
            || !record.Members.All(static member => member is MethodDeclarationSyntax)
            || type.IsImplicitlyDeclared)
        {
            return null;
        }

        var setter = record.ClassOrStructKeyword.IsKind(SyntaxKind.StructKeyword) && !record.Modifiers.Any(SyntaxKind.ReadOnlyKeyword)
            ? MemberSetter.Set
            : MemberSetter.Accessor;
        var positions = isBound ? Positions(type, list) : [];
        var access = new MemberAccess(_names.Full(type), setter);
        var members = new List<MemberShape>(list.Parameters.Count);
        var parameters = new List<ConstructorParameter>(list.Parameters.Count);
        foreach (var parameter in list.Parameters)
        {
            if (parameter is not { AttributeLists.Count: 0, Modifiers.Count: 0, Type: { } typeSyntax }
                || (isBound ? OfSymbol(positions, members.Count) : OfSyntax(parameter, typeSyntax)) is not var (valueType, isAnnotated, hasDefault, defaultValue))
            {
                return null;
            }

            // A name of one's own for a type may stand for one that is nullable.
            var isNullable = typeSyntax is NullableTypeSyntax || valueType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
            var isNotNull = valueType.IsReferenceType && !isNullable && isAnnotated;
            var name = parameter.Identifier.ValueText;
            var isOptional = hasDefault || isNullable || (valueType.IsReferenceType && !isNotNull);
            members.Add(new MemberShape(name, JsonNames.CamelCase(name), valueType, access, MemberRules.Plain(!isOptional, isNotNull)) { Position = parameter });
            parameters.Add(new ConstructorParameter(
                name,
                _names.Full(valueType),
                hasDefault ? ConstantText.Of(defaultValue, valueType) : null,
                isOptional,
                isNotNull));
        }

        return new ObjectShape(members, new Construction(AfterReading: false, parameters.ToEquatableArray()));
    }

    private static ImmutableArray<IParameterSymbol> Positions(INamedTypeSymbol type, ParameterListSyntax list)
        => type.InstanceConstructors.FirstOrDefault(constructor => constructor.DeclaringSyntaxReferences is [var declaration] && declaration.SyntaxTree == list.SyntaxTree && declaration.Span.Contains(list.Span))
            ?.Parameters ?? [];

    /// <summary>The type of a position, whether it says where null may be, and its default.</summary>
    private static (ITypeSymbol Type, bool IsAnnotated, bool HasDefault, object? Default)? OfSymbol(ImmutableArray<IParameterSymbol> positions, int index)
        => index < positions.Length && positions[index] is var position
            ? (position.Type, position.NullableAnnotation != NullableAnnotation.None, position.HasExplicitDefaultValue, position.HasExplicitDefaultValue ? position.ExplicitDefaultValue : null)
            : null;

    private (ITypeSymbol Type, bool IsAnnotated, bool HasDefault, object? Default)? OfSyntax(ParameterSyntax parameter, TypeSyntax type)
    {
        var model = Model(type.SyntaxTree);
        return model.GetTypeInfo(type, cancellationToken).Type is { } valueType && Default(parameter, valueType, model) is var (hasDefault, value)
            ? (valueType, valueType.IsReferenceType && model.GetNullableContext(type.SpanStart).AnnotationsEnabled(), hasDefault, value)
            : null;
    }

    /// <summary>The default of a parameter; null if reading it from syntax is not simple.</summary>
    private (bool HasDefault, object? Value)? Default(ParameterSyntax parameter, ITypeSymbol type, SemanticModel model)
    {
        if (parameter.Default is not { Value: var expression })
        {
            return (false, null);
        }

        if (expression.IsKind(SyntaxKind.NullLiteralExpression) || expression.IsKind(SyntaxKind.DefaultLiteralExpression))
        {
            return IsConstantType(type) && type.IsValueType ? null : (true, null);
        }

        // A constant of another type would still have to be converted.
        var constantType = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
        return model.GetConstantValue(expression, cancellationToken) is { HasValue: true, Value: { } value }
            && SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(expression, cancellationToken).Type, constantType)
            ? (true, value)
            : null;
    }

    /// <summary>Whether <c>default</c> of a type is a constant, which symbols tell by its value.</summary>
    private static bool IsConstantType(ITypeSymbol type)
        => type.TypeKind == TypeKind.Enum || (type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String);

    private SemanticModel Model(SyntaxTree tree)
        => _model?.SyntaxTree == tree ? _model : _model = compilation.GetSemanticModel(tree);

    /// <summary>The one declaration of a record, apart from the part that is generated for a job, which carries nothing; null if there are others, or it is in another program.</summary>
    private RecordDeclarationSyntax? Declaration(INamedTypeSymbol type)
        => !OwnSource.Has(compilation, type) ? null : type.DeclaringSyntaxReferences switch
        {
            [var only] => only.GetSyntax(cancellationToken),
            [var one, var other] when IsGenerated(other) => one.GetSyntax(cancellationToken),
            [var one, var other] when IsGenerated(one) => other.GetSyntax(cancellationToken),
            _ => null,
        } as RecordDeclarationSyntax;

    private bool IsGenerated(SyntaxReference part)
        => part.GetSyntax(cancellationToken) is RecordDeclarationSyntax
        {
            ParameterList: null,
            AttributeLists.Count: 0,
            Members: [PropertyDeclarationSyntax { ExplicitInterfaceSpecifier: not null, Identifier.ValueText: "Contract" }],
        };
}
