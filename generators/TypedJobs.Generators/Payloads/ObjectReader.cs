using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>Reads the members and the constructor of any record, class or struct from its symbol.</summary>
/// <param name="type">The type.</param>
/// <param name="faults">Receives what cannot be carried; without a member where it is the type as a whole.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class ObjectReader(INamedTypeSymbol type, List<(ISymbol? Member, string What)> faults, CancellationToken cancellationToken)
{
    private const string OrIgnore = "or mark it [JsonIgnore]";

    /// <summary>The shape; null if the type as a whole is at fault.</summary>
    public ObjectShape? Read()
    {
        var properties = Properties().ToList();
        if (Constructors.Find(type, out var violation) is not { } constructor)
        {
            faults.Add((null, violation!));
            return null;
        }

        var parameters = new List<ConstructorParameter>();
        var byProperty = new Dictionary<IPropertySymbol, IParameterSymbol>(SymbolEqualityComparer.Default);
        var afterReading = !Constructors.CanBeCalledFirst(type, constructor, cancellationToken);
        foreach (var parameter in constructor.Parameters)
        {
            var property = properties.FirstOrDefault(property => IsFilledBy(property.Symbol, parameter));
            if (parameter.RefKind != RefKind.None || property.Symbol is null || (afterReading && property.Attributes.IsIgnored))
            {
                faults.Add((null, $"its constructor's parameter '{parameter.Name}' has no property of its name and type that is carried; add one, or give the type a public constructor without it"));
                return null;
            }

            byProperty[property.Symbol] = parameter;
            parameters.Add(Parameter(parameter));
        }

        var setsRequired = constructor.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "SetsRequiredMembersAttribute" });
        var members = new List<MemberShape>();
        foreach (var (property, attributes) in properties)
        {
            var mustBeInitialized = property.IsRequired && !setsRequired;
            if (attributes.IsIgnored)
            {
                if (mustBeInitialized)
                {
                    faults.Add((property, "it is 'required' and left out of the JSON at once; remove one of the two"));
                }

                continue;
            }

            var parameter = byProperty.TryGetValue(property, out var found) ? found : null;
            if (Setter(property, parameter is not null, afterReading) is not { } setter)
            {
                continue;
            }

            members.Add(new MemberShape(
                property.Name,
                attributes.Name ?? JsonNames.CamelCase(property.Name),
                property.Type,
                property.Locations.FirstOrDefault(),
                AccessorOwner(property).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
                setter,
                IsRequired: mustBeInitialized || attributes.IsRequired || (parameter is not null ? !IsOptional(parameter) : !HasDefault(property, constructor)),
                IsNotNull: property.Type.IsReferenceType && property.NullableAnnotation == NullableAnnotation.NotAnnotated,
                mustBeInitialized));
        }

        return new ObjectShape(members, new Construction(afterReading, parameters.ToEquatableArray()));
    }

    /// <summary>The public properties, a type's own before its base's, as System.Text.Json orders them.</summary>
    private IEnumerable<(IPropertySymbol Symbol, JsonAttributes Attributes)> Properties()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var current = type; current is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; current = current.BaseType!)
        {
            foreach (var member in current.GetMembers())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (member.IsStatic || member is not (IPropertySymbol { IsIndexer: false } or IFieldSymbol { AssociatedSymbol: null }))
                {
                    continue;
                }

                var attributes = JsonAttributes.Of(member);
                if (attributes.NotModelled is { } notModelled)
                {
                    faults.Add((member, $"{notModelled} is not supported; remove it"));
                }
                else if (member is IFieldSymbol { DeclaredAccessibility: Accessibility.Public } && !attributes.IsIgnored)
                {
                    faults.Add((member, $"a public field would not be written; make it a property, {OrIgnore}"));
                }
                else if (member is IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: true, DeclaredAccessibility: Accessibility.Public } property
                    && names.Add(property.Name))
                {
                    yield return (property, attributes);
                }
            }
        }
    }

    /// <summary>How a property is set; null if it would not be read back, which is a fault.</summary>
    private MemberSetter? Setter(IPropertySymbol property, bool hasParameter, bool afterReading)
    {
        if (Accessor(property, static candidate => candidate.GetMethod) is not { DeclaredAccessibility: Accessibility.Public })
        {
            faults.Add((property, $"it has no public 'get' accessor, so it would not be written; add one, {OrIgnore}"));
            return null;
        }

        if (hasParameter && afterReading)
        {
            return MemberSetter.Constructor;
        }

        if (Accessor(property, static candidate => candidate.SetMethod) is not { DeclaredAccessibility: Accessibility.Public } set)
        {
            faults.Add((property, $"it would be written, but never read back; give it a public 'init' or 'set' accessor, {OrIgnore}"));
            return null;
        }

        if (set.IsInitOnly && set.ContainingType.IsGenericType)
        {
            faults.Add((property, "its 'init' accessor stands in a generic type, which is not supported; make it 'set'"));
            return null;
        }

        return set.IsInitOnly ? MemberSetter.Init : MemberSetter.Set;
    }

    /// <summary>The type that declares the accessor that sets: where a property is overridden, it may be a base.</summary>
    private static INamedTypeSymbol AccessorOwner(IPropertySymbol property)
        => (Accessor(property, static candidate => candidate.SetMethod) ?? property.GetMethod)?.ContainingType ?? property.ContainingType;

    private static IMethodSymbol? Accessor(IPropertySymbol property, Func<IPropertySymbol, IMethodSymbol?> accessor)
    {
        for (var current = property; current is not null; current = current.OverriddenProperty)
        {
            if (accessor(current) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static bool IsFilledBy(IPropertySymbol property, IParameterSymbol parameter)
        => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
            && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type);

    private static bool IsOptional(IParameterSymbol parameter)
        => parameter.HasExplicitDefaultValue
            || parameter.NullableAnnotation == NullableAnnotation.Annotated
            || parameter.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>
    /// Whether a property that no parameter fills may be left out: it can be null, or it is initialized. A constructor with a body may do that too,
    /// and what a referenced assembly does cannot be seen: both are given the benefit of the doubt.
    /// </summary>
    private bool HasDefault(IPropertySymbol property, IMethodSymbol constructor)
        => !(property.Type.IsValueType ? property.Type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T : property.NullableAnnotation == NullableAnnotation.NotAnnotated)
            || property.DeclaringSyntaxReferences.IsEmpty
            || property.DeclaringSyntaxReferences.Any(declaration => declaration.GetSyntax(cancellationToken) is PropertyDeclarationSyntax { Initializer: not null })
            || constructor.DeclaringSyntaxReferences.Any(declaration => declaration.GetSyntax(cancellationToken) is ConstructorDeclarationSyntax);

    private static ConstructorParameter Parameter(IParameterSymbol parameter)
        => new(
            parameter.Name,
            parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            parameter.HasExplicitDefaultValue ? ConstantText.Of(parameter.ExplicitDefaultValue, parameter.Type) : null,
            IsOptional(parameter),
            parameter.Type.IsReferenceType && parameter.NullableAnnotation == NullableAnnotation.NotAnnotated);
}
