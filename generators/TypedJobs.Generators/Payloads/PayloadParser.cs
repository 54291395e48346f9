using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Generators.Diagnostics;
using TypedJobs.Generators.Emission;

namespace TypedJobs.Generators.Payloads;

/// <summary>
/// Walks from a job through the types of its members. The generator and the analyzer both call it: what the analyzer reports here,
/// the generator writes no JSON for, and the rule stands once.
/// </summary>
internal sealed class PayloadParser
{
    /// <summary>How deep type arguments may be nested. A type with a member of a larger type of its own kind would otherwise lead to types without end.</summary>
    private const int DeepestArguments = 10;

    /// <summary>How many types most jobs lead to.</summary>
    private const int UsualTypes = 11;

    private readonly Compilation _compilation;
    private readonly PositionalRecordReader _positionalRecords;
    private readonly Action<Diagnostic>? _report;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<ITypeSymbol, PayloadReference> _references = new(UsualTypes, SymbolEqualityComparer.Default);
    private readonly List<PayloadType> _types = [];
    private readonly List<(INamedTypeSymbol Base, PayloadPlace Place)> _hierarchies = [];
    private readonly ListedTypes _listed;
    private readonly PayloadNames _names;
    private bool _valid = true;
    private bool _isEndless;

    private PayloadParser(Compilation compilation, SemanticModel? model, Action<Diagnostic>? report, CancellationToken cancellationToken)
    {
        _compilation = compilation;
        _names = PayloadNames.Of(compilation);
        _positionalRecords = new PositionalRecordReader(compilation, isBound: report is not null, model, cancellationToken);
        _listed = ListedTypes.Of(compilation);
        _report = report;
        _cancellationToken = cancellationToken;
    }

    /// <summary>What the job carries, or null if something cannot be carried.</summary>
    /// <param name="job">The job.</param>
    /// <param name="model">A model of one of its files, which the compiler has made already.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static Payload? Parse(INamedTypeSymbol job, SemanticModel model, CancellationToken cancellationToken)
        => new PayloadParser(model.Compilation, model, report: null, cancellationToken).Read(job, place: default);

    /// <summary>The same; each fault goes to <paramref name="report"/>.</summary>
    public static Payload? Parse(INamedTypeSymbol job, Location location, Compilation compilation, Action<Diagnostic> report, CancellationToken cancellationToken)
        => new PayloadParser(compilation, model: null, report, cancellationToken).Read(job, new PayloadPlace(job.Name, location, compilation));

    private Payload? Read(INamedTypeSymbol job, PayloadPlace place)
    {
        Refer(job, place);
        CheckDiscriminators();
        if (!_valid)
        {
            return null;
        }

        var references = _references.Values.ToArray();
        Array.Sort(references, static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        _types.Sort(static (left, right) => string.CompareOrdinal(left.Reference.Name, right.Reference.Name));
        return new Payload(references.ToEquatableArray(), _types.ToEquatableArray());
    }

    private PayloadReference? Refer(ITypeSymbol type, PayloadPlace place)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (type.SpecialType != SpecialType.System_Object && CollectionKind.Of(type) is not (_, _, { SpecialType: SpecialType.System_Object })
            && _references.TryGetValue(type, out var known))
        {
            return known;
        }

        if (_listed.ContextOf(type) is { } context)
        {
            return Keep(new ListedPayload(Remember(type, FullName(type), context: context)));
        }

        if (Scalar.Of(type) is { } scalar)
        {
            return _references[type] = _names.Scalar(type, scalar);
        }

        if (CollectionKind.Of(type) is var (kind, keyType, elementType))
        {
            return ReferToCollection(type, kind, keyType, elementType, place);
        }

        if (type.TypeKind == TypeKind.Error || (type is INamedTypeSymbol unnamed && !TypeName.IsNamed(unnamed)))
        {
            // Nothing that exists: the compiler says so.
            _valid = false;
            return null;
        }

        if (UnnamableTypes.Violation(type, _compilation) is { } unnamable)
        {
            return Fault(place, type, unnamable);
        }

        var attributes = JsonAttributes.Of(type);
        if (attributes.Converter is { } converter && !Converters.IsOfEnumNames(converter, type))
        {
            var violation = attributes.IsPolymorphic
                ? "it has a [JsonConverter], which takes no notice of [JsonDerivedType]; remove one of the two"
                : Converters.Violation(converter, type, _compilation);
            return violation is { } unusable
                ? Fault(place, type, unusable)
                : Keep(new ConvertedPayload(Remember(type, FullName(type)), FullName(converter)));
        }

        if (UnsuitableTypes.Violation(type, attributes, _compilation) is { } what)
        {
            return UnsuitableTypes.IsForContext(type, _compilation) && _listed.AnyContext is { } own
                ? Fault(place, type, what, (FixProperties.ListableType, FullName(type)), (FixProperties.Context, own))
                : Fault(place, type, what);
        }

        var named = (INamedTypeSymbol)type;
        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return Refer(named.TypeArguments[0], place) is { } underlying
                ? Keep(new NullablePayload(Remember(type, underlying.Name + "?"), underlying))
                : null;
        }

        return named.TypeKind == TypeKind.Enum ? ReferToEnum(named, place) : ReferToObject(named, attributes, place);
    }

    private PayloadReference ReferToEnum(INamedTypeSymbol type, PayloadPlace place)
    {
        foreach (var (field, attribute) in EnumReader.Misnamed(type))
        {
            Fault(place.Member(field.Name, field.Locations.FirstOrDefault()), type, $"[{JsonAttributes.NameInCode(attribute)}] says nothing of a value of an enum; use [JsonStringEnumMemberName]");
        }

        return Keep(EnumReader.Read(Remember(type, FullName(type)), type));
    }

    private PayloadReference? ReferToCollection(ITypeSymbol type, CollectionKind kind, ITypeSymbol? keyType, ITypeSymbol elementType, PayloadPlace place)
    {
        if (keyType is not null && keyType.TypeKind != TypeKind.Enum && Scalar.Of(keyType) is not { IsKey: true })
        {
            return Fault(place, type, "its key cannot be the name of a member in JSON; use text, a number, a Guid, a date or an enum");
        }

        if (kind.IsSorted && !IsComparable(keyType ?? elementType))
        {
            return Fault(place, type, $"'{(keyType ?? elementType).ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}' cannot be compared, so a second one could not be put in order; implement IComparable, or use a collection that is not sorted");
        }

        var key = keyType is null ? null : Refer(keyType, place);
        return Refer(elementType, place.Element) is { } element && (keyType is null || key is not null)
            ? Keep(new CollectionPayload(Remember(type, kind.NameOf(key?.Name, element.Name)), kind, key, element))
            : null;
    }

    /// <summary>Whether the default comparer can compare values: null may be one of them.</summary>
    private static bool IsComparable(ITypeSymbol type)
    {
        var compared = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
        return compared.TypeKind is TypeKind.Enum or TypeKind.Error
            || compared.AllInterfaces.Prepend(compared as INamedTypeSymbol).Any(static implemented => implemented is { Name: "IComparable", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } });
    }

    private PayloadReference? ReferToObject(INamedTypeSymbol type, JsonAttributes attributes, PayloadPlace place)
    {
        if (_isEndless)
        {
            // Said once. Two such members would lead to twice as many types at each step.
            return null;
        }

        if (DepthOfArguments(type) > DeepestArguments)
        {
            _isEndless = true;
            return Fault(place, type, "a generic type leads to ever larger ones of its own kind, without end; let it refer to its own type arguments");
        }

        if (MemberFaults.IsLostNumber(attributes.NumberHandling))
        {
            return Fault(place, type, MemberFaults.LostNumber);
        }

        var faults = new List<(ISymbol? Member, string What)>();
        var shape = _positionalRecords.TryRead(type) ?? new ObjectReader(type, attributes, _compilation, faults, _cancellationToken).Read();
        var where = SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, _compilation.Assembly)
            ? string.Empty
            : $"; if '{type.ContainingAssembly.Name}' is not yours to change, carry what is needed of it in a record, or give the member a [JsonConverter]";
        foreach (var (member, what) in faults)
        {
            if (member is null)
            {
                Fault(place, type, what + where);
            }
            else
            {
                Fault(place.Member(member.Name, member.Locations.FirstOrDefault()), TypeOf(member), what + where);
            }
        }

        if (shape is null)
        {
            return null;
        }

        // Remembered before its members are looked at: a type may contain itself.
        var reference = Remember(type, FullName(type));
        Keep(new ObjectPayload(reference, TypeName.Escape(type.Name), Members(shape, place).ToEquatableArray(), shape.Construction, Rules(type, attributes)));
        if (attributes.IsPolymorphic)
        {
            ReferToDerived(type, place);
        }

        return reference;
    }

    private void ReferToDerived(INamedTypeSymbol type, PayloadPlace place)
    {
        _hierarchies.Add((type, place));
        foreach (var (derived, _, violation) in DerivedTypes.Of(type))
        {
            if (violation is not null)
            {
                Fault(place, type, violation);
            }
            else
            {
                Refer(derived, place);
            }
        }
    }

    /// <summary>Done when the members of all types are known, since a hierarchy may be met again while it is being read.</summary>
    private void CheckDiscriminators()
    {
        foreach (var (type, place) in _hierarchies)
        {
            var name = DerivedTypes.DiscriminatorName(type);
            foreach (var (derived, discriminator, _) in DerivedTypes.Of(type))
            {
                if (discriminator is not null && _references.TryGetValue(derived, out var reference)
                    && _types.OfType<ObjectPayload>().FirstOrDefault(found => found.Reference == reference)?.Members.FirstOrDefault(member => member.JsonName == name) is { } namesake)
                {
                    Fault(place, type, $"its discriminator is called '{name}' in JSON, as '{derived.Name}.{namesake.Name}' is; call one of them otherwise");
                }
            }
        }
    }

    private List<PayloadMember> Members(ObjectShape shape, PayloadPlace place)
    {
        var members = new List<PayloadMember>(shape.Members.Count);
        foreach (var member in shape.Members.Any(static member => member.Order != 0) ? shape.Members.OrderBy(static member => member.Order) : shape.Members.AsEnumerable())
        {
            if (member.Name.Length == 0)
            {
                // Still being typed, of which the compiler speaks.
                _valid = false;
                continue;
            }

            var memberPlace = place.Member(member);
            if (Namesake(members, member) is { } namesake)
            {
                Fault(
                    memberPlace,
                    member.Type,
                    $"its name in JSON, '{member.JsonName}', is also that of '{namesake.Name}'; give one of them another with [JsonPropertyName]",
                    (FixProperties.FreeJsonName, FreeName(shape, member.JsonName)));
            }
            else if (ReferFrom(member, memberPlace) is { } memberType)
            {
                members.Add(new PayloadMember(member.Name, member.JsonName, memberType, member.Access, member.Rules));
            }
        }

        return members;
    }

    private static PayloadMember? Namesake(List<PayloadMember> members, MemberShape member)
    {
        foreach (var other in members)
        {
            if (other.JsonName == member.JsonName)
            {
                return other;
            }
        }

        return null;
    }

    private static string FreeName(ObjectShape shape, string taken)
    {
        var number = 2;
        while (shape.Members.Any(member => member.JsonName == $"{taken}{number}"))
        {
            number++;
        }

        return $"{taken}{number}";
    }

    private PayloadReference? ReferFrom(MemberShape member, PayloadPlace place)
    {
        // A member's own converter is all that must know the member's type.
        if (member.Rules.Converter is not null)
        {
            return UnnamableTypes.Violation(member.Type, _compilation) is { } unnamable
                ? Fault(place, member.Type, unnamable)
                : new PayloadReference(FullName(member.Type), _names.Id(member.Type), Scalar: null, member.Type.IsReferenceType);
        }

        if (member.Rules.IsExtensionData && CollectionKind.Of(member.Type) is (var kind, { } keyType, { SpecialType: SpecialType.System_Object } elementType))
        {
            Refer(_compilation.GetTypeByMetadataName("System.Text.Json.JsonElement")!, place);
            var element = _references[elementType] = _names.Scalar(elementType, Scalar.Object);
            var key = Refer(keyType, place);
            return Keep(new CollectionPayload(Remember(member.Type, kind.NameOf(key!.Name, element.Name)), kind, key, element));
        }

        return Refer(member.Type, place);
    }

    private static ObjectRules Rules(INamedTypeSymbol type, JsonAttributes attributes)
        => new(
            attributes.NumberHandling,
            attributes.UnmappedMemberHandling,
            attributes.Populates == true,
            attributes.IsPolymorphic || (Heritage.IsWritten(type) && type.AllInterfaces.Any(static implemented => implemented.Name is "IJsonOnSerializing" or "IJsonOnSerialized" && JsonAttributes.IsInSerialization(implemented))));

    private PayloadReference Remember(ITypeSymbol type, string name, string? context = null)
        => _references[type] = new PayloadReference(name, _names.Id(type), Scalar: null, type.IsReferenceType, context);

    private PayloadReference Keep(PayloadType type)
    {
        _types.Add(type);
        return type.Reference;
    }

    private string FullName(ITypeSymbol type) => _names.Full(type);

    private static int DepthOfArguments(ITypeSymbol? type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return 1 + DepthOfArguments(array.ElementType);
            case INamedTypeSymbol named:
                var depth = DepthOfArguments(named.ContainingType);
                foreach (var argument in named.TypeArguments)
                {
                    depth = Math.Max(depth, 1 + DepthOfArguments(argument));
                }

                return depth;
            default:
                return 0;
        }
    }

    private PayloadReference? Fault(PayloadPlace place, ITypeSymbol type, string what, params (string Key, string? Value)[] told)
    {
        _valid = false;
        _report?.Invoke(Diagnostic.Create(
            PayloadDiagnostics.NotCarried,
            place.Location,
            told.ToImmutableDictionary(static told => told.Key, static told => told.Value),
            place.Path, type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), what));
        return null;
    }

    private static ITypeSymbol TypeOf(ISymbol member)
        => member switch
        {
            IPropertySymbol property => property.Type,
            IFieldSymbol field => field.Type,
            _ => member.ContainingType,
        };
}
