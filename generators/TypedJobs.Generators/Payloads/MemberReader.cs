using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Payloads;

/// <summary>A property or a field that takes part in the JSON.</summary>
internal readonly record struct MemberCandidate(ISymbol Symbol, ITypeSymbol Type, JsonAttributes Attributes)
{
    public bool IsIgnored => Attributes.Ignore == JsonIgnore.Always;

    public bool IsRequired => Symbol is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };

    /// <summary>The type as it was declared, where it may be a type parameter.</summary>
    public ITypeSymbol DeclaredType => Symbol.OriginalDefinition is IPropertySymbol property ? property.Type : ((IFieldSymbol)Symbol.OriginalDefinition).Type;
}

/// <summary>Finds the members of a type that take part in the JSON, and how code gets at each.</summary>
internal sealed class MemberReader(INamedTypeSymbol type, List<(ISymbol? Member, string What)> faults, Compilation compilation, CancellationToken cancellationToken)
{
    private const string OrIgnore = "or mark it [JsonIgnore]";
    private const string OneWay = "[JsonIgnore] leaves it out when it is written, or when it is read, so it would not arrive; remove the condition to leave it out always, or remove [JsonIgnore]";

    /// <summary>The members as System.Text.Json orders them: a type's own before its base's, and of each its properties before its fields.</summary>
    public IEnumerable<MemberCandidate> Candidates()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var ignored = new Dictionary<string, IPropertySymbol>(StringComparer.Ordinal);
        foreach (var current in Hierarchy())
        {
            foreach (var member in current.GetMembers().OrderBy(static member => member is IFieldSymbol))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (member.IsStatic || member is not (IPropertySymbol { IsIndexer: false } or IFieldSymbol { AssociatedSymbol: null }))
                {
                    continue;
                }

                var attributes = JsonAttributes.Of(member);
                var isPublic = member.DeclaredAccessibility == Accessibility.Public;
                if (attributes.NotModelled is { } notModelled)
                {
                    faults.Add((member, notModelled == "[JsonIgnore]" ? OneWay : $"{notModelled} is not supported; remove it"));
                }
                else if (member is IFieldSymbol field)
                {
                    if (attributes.IsIncluded)
                    {
                        // One that a derived type hides is not written, as no such property is.
                        if (names.Add(field.Name))
                        {
                            yield return new MemberCandidate(field, field.Type, attributes);
                        }
                    }
                    else if (isPublic && attributes.Ignore != JsonIgnore.Always)
                    {
                        faults.Add((member, $"a public field would not be written; make it a property, mark it [JsonInclude], {OrIgnore}"));
                    }
                }
                else if (member is IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: true } property && (isPublic || attributes.IsIncluded))
                {
                    if (names.Add(property.Name))
                    {
                        yield return new MemberCandidate(property, property.Type, attributes);
                        if (attributes.Ignore == JsonIgnore.Always && !property.IsOverride)
                        {
                            ignored.Add(property.Name, property);
                        }
                    }
                    else if (attributes.Ignore != JsonIgnore.Always && ignored.TryGetValue(property.Name, out var hiding))
                    {
                        ignored.Remove(property.Name);
                        faults.Add((hiding, $"it is left out of the JSON, but System.Text.Json would write '{current.Name}.{property.Name}', which it hides; rename it"));
                    }
                }
            }
        }
    }

    /// <summary>How code gets at a member that must be set after the object is made; null if it would not be read back, which is a fault.</summary>
    /// <param name="candidate">The member.</param>
    /// <param name="isSet">Whether it is set by nothing but code: not by a constructor, and not by filling what it holds.</param>
    public MemberAccess? Access(MemberCandidate candidate, bool isSet)
        => candidate.Symbol is IFieldSymbol field ? OfField(field, isSet) : OfProperty((IPropertySymbol)candidate.Symbol, candidate.Attributes.IsIncluded, isSet);

    /// <summary>Whether a member that no parameter of a constructor fills says nothing new. One that speaks of JSON is meant to be in it.</summary>
    /// <param name="candidate">The member.</param>
    /// <param name="constructor">What makes the object; null if nothing does.</param>
    public bool IsComputed(MemberCandidate candidate, IMethodSymbol? constructor)
        => candidate is { Symbol: IPropertySymbol property, Attributes.IsEmpty: true }
            && Accessor(property, static overridden => overridden.SetMethod) is null
            && ComputedProperties.Contain(property, constructor, compilation, cancellationToken);

    /// <summary>Whether naming the member is an error, which generated code may not make: it is obsolete for good, or experimental.</summary>
    public static bool IsBarred(ISymbol member)
        => member.GetAttributes().Any(static attribute => attribute is
        { AttributeClass.Name: "ObsoleteAttribute", ConstructorArguments: [_, { Value: true }] } or { AttributeClass.Name: "ExperimentalAttribute" });

    private MemberAccess? OfField(IFieldSymbol field, bool isSet)
    {
        if (field.IsReadOnly && isSet)
        {
            faults.Add((field, $"it would be written, but never read back, since it is 'readonly'; make it a property with 'init', {OrIgnore}"));
            return null;
        }

        var isHidden = field.DeclaredAccessibility != Accessibility.Public || IsBarred(field);
        return Of(field.ContainingType, field.OriginalDefinition.Type, isSet ? isHidden ? MemberSetter.Accessor : MemberSetter.Set : MemberSetter.None, isHidden, isField: true);
    }

    private MemberAccess? OfProperty(IPropertySymbol property, bool isIncluded, bool isSet)
    {
        var get = Accessor(property, static candidate => candidate.GetMethod);
        if (get is null || (get.DeclaredAccessibility != Accessibility.Public && !isIncluded))
        {
            faults.Add((property, $"it has no public 'get' accessor, so it would not be written; add one, {OrIgnore}"));
            return null;
        }

        var isHidden = get.DeclaredAccessibility != Accessibility.Public || IsBarred(property);
        if (!isSet)
        {
            return Of(get.ContainingType, property.OriginalDefinition.Type, MemberSetter.None, isHidden);
        }

        var set = Accessor(property, static candidate => candidate.SetMethod);
        if (set is null || (set.DeclaredAccessibility != Accessibility.Public && !isIncluded))
        {
            faults.Add((property, $"it would be written, but never read back; give it a public 'init' or 'set' accessor, mark it [JsonInclude] if it has a private one, {OrIgnore}"));
            return null;
        }

        var needsAccessor = set.IsInitOnly || set.DeclaredAccessibility != Accessibility.Public || IsBarred(property);
        if (isHidden && !SymbolEqualityComparer.Default.Equals(get.ContainingType, set.ContainingType))
        {
            faults.Add((property, "its accessors stand in different types and cannot be called; declare both in one"));
            return null;
        }

        // Where a property is overridden, a base may be what declares the accessor.
        return Of(set.ContainingType, ((IPropertySymbol)set.OriginalDefinition.AssociatedSymbol!).Type, needsAccessor ? MemberSetter.Accessor : MemberSetter.Set, isHidden);
    }

    private static MemberAccess Of(INamedTypeSymbol owner, ITypeSymbol declaredType, MemberSetter setter, bool isHidden, bool isField = false)
        => new(
            owner.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            setter,
            isHidden,
            isField,
            owner.IsGenericType && (isHidden || setter == MemberSetter.Accessor) ? GenericDeclarations.Of(owner, declaredType) : null);

    private IEnumerable<INamedTypeSymbol> Hierarchy()
    {
        for (var current = type; current is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; current = current.BaseType!)
        {
            yield return current;
        }

        if (type.TypeKind == TypeKind.Interface)
        {
            foreach (var inherited in type.AllInterfaces)
            {
                yield return inherited;
            }
        }
    }

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
}
