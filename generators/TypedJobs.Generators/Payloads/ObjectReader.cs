using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Reads the members and the constructor of any record, class or struct from its symbol.</summary>
/// <param name="type">The type.</param>
/// <param name="attributes">Its attributes.</param>
/// <param name="compilation">The program.</param>
/// <param name="faults">Receives what cannot be carried; without a member where it is the type as a whole.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class ObjectReader(
    INamedTypeSymbol type,
    JsonAttributes attributes,
    Compilation compilation,
    List<(ISymbol? Member, string What)> faults,
    CancellationToken cancellationToken)
{
    private readonly MemberReader _members = new(type, faults, compilation, cancellationToken);
    private readonly Dictionary<ISymbol, IParameterSymbol> _parameters = new(SymbolEqualityComparer.Default);

    /// <summary>The shape; null if the type as a whole is at fault.</summary>
    public ObjectShape? Read()
    {
        var candidates = _members.Candidates().ToList();
        if (type.IsAbstract)
        {
            return new ObjectShape(Members(candidates, constructor: null, afterReading: false), Construction: null);
        }

        if (Constructors.Find(type, compilation, out var violation) is not { } constructor)
        {
            faults.Add((null, violation!));
            return null;
        }

        var parameters = new List<ConstructorParameter>();
        var afterReading = !constructor.Parameters.IsEmpty && !(OwnSource.Has(compilation, type) && Constructors.CanBeCalledFirst(type, constructor, cancellationToken));
        foreach (var parameter in constructor.Parameters)
        {
            if (parameter.RefKind is not (RefKind.None or RefKind.In))
            {
                faults.Add((null, $"its constructor's parameter '{parameter.Name}' is '{Keyword(parameter.RefKind)}', which wants a variable, and what was read is none; make it 'in', or pass it by value"));
                return null;
            }

            var candidate = candidates.FirstOrDefault(candidate => IsFilledBy(candidate, parameter));
            if (candidate.Symbol is null && faults.Any(fault => string.Equals(fault.Member?.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)))
            {
                // What is wrong with the property has been said.
                return null;
            }

            if (candidate.Symbol is null || (afterReading && (candidate.IsIgnored || candidate.Attributes.IsExtensionData)))
            {
                faults.Add((null, $"its constructor's parameter '{parameter.Name}' has no property of its name and type that is carried; add one, or give the type a public constructor without it"));
                return null;
            }

            _parameters[candidate.Symbol] = parameter;
            parameters.Add(Parameter(parameter));
        }

        var members = Members(candidates, constructor, afterReading);
        if (members.Count == 0 && faults.Count == 0 && !candidates.Any(static candidate => candidate.IsIgnored) && HoldsWhatIsNotSeen())
        {
            faults.Add((null, "nothing of what it holds would be in the JSON; carry its values in a record, give it a [JsonConverter], or mark what need not arrive with [JsonIgnore]"));
            return null;
        }

        return new ObjectShape(members, new Construction(afterReading, parameters.ToEquatableArray(), Constructors.IsOverloaded(type)));
    }

    /// <summary>
    /// Whether it has fields that are no property's; what a base keeps for itself is no value of it. Of a class in another assembly the compiler does not see them;
    /// it is given the benefit of the doubt.
    /// </summary>
    private bool HoldsWhatIsNotSeen()
        => (type.IsValueType || OwnSource.Has(compilation, type))
            && type.GetMembers().Any(static member => member is IFieldSymbol { IsStatic: false, AssociatedSymbol: null } && !member.Name.EndsWith("k__BackingField", StringComparison.Ordinal) && JsonAttributes.Of(member).IsEmpty);

    private List<MemberShape> Members(List<MemberCandidate> candidates, IMethodSymbol? constructor, bool afterReading)
    {
        var setsRequired = constructor is null || constructor.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "SetsRequiredMembersAttribute" });
        var members = new List<MemberShape>();
        foreach (var candidate in candidates)
        {
            var mustBeInitialized = candidate.IsRequired && !setsRequired;
            if (candidate.IsIgnored)
            {
                if (mustBeInitialized || candidate.Attributes.IsRequired)
                {
                    faults.Add((candidate.Symbol, "it is 'required' and left out of the JSON at once; remove one of the two"));
                }

                continue;
            }

            var parameter = _parameters.TryGetValue(candidate.Symbol, out var found) ? found : null;
            if (parameter is null && _members.IsComputed(candidate, constructor))
            {
                continue;
            }

            var populates = candidate.Attributes.Populates ?? attributes.Populates ?? false;
            var isSet = constructor is not null && !(parameter is not null && afterReading) && !(populates && !IsSettable(candidate.Symbol));
            if (_members.Access(candidate, isSet) is not { } access)
            {
                continue;
            }

            var rules = new MemberRules(
                IsRequired: constructor is not null && IsNeeded(candidate, parameter, constructor, mustBeInitialized, populates),
                IsNotNull: candidate.Type.IsReferenceType && IsNotNull(candidate) && !candidate.Attributes.IsExtensionData,
                mustBeInitialized)
            {
                Ignore = candidate.Attributes.Ignore,
                NumberHandling = candidate.Attributes.NumberHandling,
                Converter = candidate.Attributes.Converter is { } converter && !Converters.IsOfEnumNames(converter, candidate.Type)
                    ? converter.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)
                    : null,
                IsExtensionData = candidate.Attributes.IsExtensionData,
                Populates = candidate.Attributes.Populates,
            };
            if (MemberFaults.Of(candidate, access, rules, populates, afterReading, isArgument: afterReading && parameter is not null, compilation) is { } fault)
            {
                faults.Add((candidate.Symbol, fault));
                continue;
            }

            if (rules.IsExtensionData && members.FirstOrDefault(static other => other.Rules.IsExtensionData) is { } other)
            {
                faults.Add((candidate.Symbol, $"'{other.Name}' has [JsonExtensionData], too; leave it on one"));
                continue;
            }

            members.Add(new MemberShape(
                candidate.Symbol.Name,
                candidate.Attributes.Name ?? JsonNames.CamelCase(candidate.Symbol.Name),
                candidate.Type,
                access,
                rules)
            {
                Symbol = candidate.Symbol,
                Order = candidate.Attributes.Order,
            });
        }

        return members;
    }

    private static string Keyword(RefKind kind)
        => kind switch
        {
            RefKind.Out => "out",
            RefKind.Ref => "ref",
            _ => "ref readonly",
        };

    private static bool IsSettable(ISymbol member)
        => member is IPropertySymbol { SetMethod: not null } or IFieldSymbol { IsReadOnly: false };

    private static bool IsFilledBy(MemberCandidate candidate, IParameterSymbol parameter)
        => string.Equals(candidate.Symbol.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
            && SymbolEqualityComparer.Default.Equals(candidate.Type, parameter.Type);

    /// <summary>
    /// Whether a member must be in the JSON. One that is not written when it is null or its type's default may be absent, of course.
    /// </summary>
    private bool IsNeeded(MemberCandidate candidate, IParameterSymbol? parameter, IMethodSymbol constructor, bool mustBeInitialized, bool populates)
        => mustBeInitialized
            || candidate.Attributes.IsRequired
            || (!candidate.Attributes.IsExtensionData
                && candidate.Attributes.Ignore is not (JsonIgnore.WhenWritingDefault or JsonIgnore.WhenWritingNull)
                && (parameter is not null ? !IsOptional(parameter) : !(populates || HasDefault(candidate, constructor))));

    private static bool IsOptional(IParameterSymbol parameter)
        => parameter.HasExplicitDefaultValue || CanBeNull(parameter.Type, parameter.OriginalDefinition.Type);

    /// <summary>
    /// Whether a member that no parameter fills may be left out: it can be null, or it is initialized. A constructor with a body may do that too,
    /// and what a referenced assembly does cannot be seen: both are given the benefit of the doubt.
    /// </summary>
    private bool HasDefault(MemberCandidate candidate, IMethodSymbol constructor)
        => CanBeNull(candidate.Type, candidate.DeclaredType)
            || !OwnSource.Has(compilation, candidate.Symbol)
            || candidate.Symbol.DeclaringSyntaxReferences.Any(declaration
                => declaration.GetSyntax(cancellationToken) is PropertyDeclarationSyntax { Initializer: not null } or VariableDeclaratorSyntax { Initializer: not null })
            || constructor.DeclaringSyntaxReferences.Any(declaration => declaration.GetSyntax(cancellationToken) is ConstructorDeclarationSyntax);

    private static bool IsNotNull(MemberCandidate candidate) => IsNotNull(candidate.Type, candidate.DeclaredType);

    /// <summary>
    /// Whether null is refused. The type argument of a generic type carries no annotation when a program runs,
    /// so a member whose type is a type parameter is judged by the parameter alone.
    /// </summary>
    private static bool IsNotNull(ITypeSymbol type, ITypeSymbol declared)
        => declared is ITypeParameterSymbol parameter
            ? parameter is { NullableAnnotation: not NullableAnnotation.Annotated } and ({ HasNotNullConstraint: true } or { HasReferenceTypeConstraint: true, ReferenceTypeConstraintNullableAnnotation: NullableAnnotation.NotAnnotated })
            : type.NullableAnnotation == NullableAnnotation.NotAnnotated;

    private static bool CanBeNull(ITypeSymbol type, ITypeSymbol declared)
        => type.IsValueType ? type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
            : declared is ITypeParameterSymbol parameter ? parameter.NullableAnnotation == NullableAnnotation.Annotated
            : type.NullableAnnotation != NullableAnnotation.NotAnnotated;

    private static ConstructorParameter Parameter(IParameterSymbol parameter)
        => new(
            parameter.Name,
            parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            parameter.HasExplicitDefaultValue ? ConstantText.Of(parameter.ExplicitDefaultValue, parameter.Type) : null,
            IsOptional(parameter),
            parameter.Type.IsReferenceType && IsNotNull(parameter.Type, parameter.OriginalDefinition.Type));
}
