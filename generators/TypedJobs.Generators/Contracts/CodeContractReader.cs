using System.Text;
using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts;

/// <summary>
/// Reads the contract that the code of a project has now: every version of a job, and every type that one of them reaches, once.
/// It sees members through the readers of payloads, so that what it says of them is what the generated JSON does.
/// </summary>
internal sealed class CodeContractReader
{
    private const string EnumNumbers = "global::System.Text.Json.Serialization.JsonNumberEnumConverter<";

    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellationToken;
    private readonly PositionalRecordReader _positionalRecords;
    private readonly ListedTypes _listed;
    private readonly Dictionary<string, ContractLine> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Location> _locations = new(StringComparer.Ordinal);
    private readonly Dictionary<ITypeSymbol, JsonAttributes> _attributes = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _faulty = new(StringComparer.Ordinal);

    private CodeContractReader(Compilation compilation, CancellationToken cancellationToken)
    {
        _compilation = compilation;
        _cancellationToken = cancellationToken;
        _positionalRecords = new PositionalRecordReader(compilation, isBound: true, first: null, cancellationToken);
        _listed = ListedTypes.Of(compilation);
    }

    public static CodeContract Read(Compilation compilation, CancellationToken cancellationToken)
    {
        var reader = new CodeContractReader(compilation, cancellationToken);
        var jobs = new Dictionary<string, INamedTypeSymbol>(StringComparer.Ordinal);
        var faulty = new HashSet<string>(StringComparer.Ordinal);
        foreach (var job in JobRecords.Of(compilation, faulty, cancellationToken))
        {
            // A second job of one name and version is an error of its own.
            if (!jobs.ContainsKey(job.Key))
            {
                jobs.Add(job.Key, job.Type);
                reader.Add(job);
            }
        }

        var contract = new Contract(reader._lines.Values);
        return new CodeContract(contract, reader._locations, jobs, [.. jobs.Keys.Where(job => reader.ReachesFault(job, contract))], faulty);
    }

    private void Add(JobRecord job)
    {
        var form = new JobForm(Label(job.Type), job.Tube)
        {
            IsFrozen = job.IsFrozen,
            IsBare = job.IsBare,
            RefusesUnknown = RefusesUnknown(AttributesOf(job.Type)),
        };
        Add(job.Key, form, job.Location);
        AddMembers(job.Key, job.Type, job.Location);
    }

    private void Add(string key, LineForm form, Location location)
    {
        // Two members of one name in JSON are an error of their own.
        if (!_lines.ContainsKey(key))
        {
            _lines.Add(key, new ContractLine(key, form));
            _locations.Add(key, location);
        }
    }

    private WireType Read(ITypeSymbol type, bool isNullable, Location lead)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Read(nullable.TypeArguments[0], isNullable: true, lead);
        }

        if (_listed.ContextOf(type) is { } context)
        {
            return new OpaqueType(OpaqueType.Context, WithoutGlobal(context), Label(type), isNullable) { Shape = ContextShape.Of(type) };
        }

        if (type.SpecialType == SpecialType.System_Object)
        {
            return new ScalarType(Scalars.KeywordOf(Scalar.Object), isNullable);
        }

        if (Scalar.Of(type) is { } scalar)
        {
            return new ScalarType(Scalars.KeywordOf(scalar), isNullable);
        }

        if (CollectionKind.Of(type) is var (kind, key, element))
        {
            var held = Read(element, MayBeNull(element), lead);
            return key is null
                ? new ListType(KeywordOf(kind, element, held), held, isNullable)
                : new MapType(Key(key, lead), held, isNullable);
        }

        var attributes = AttributesOf(type);
        if (attributes.Converter is { } converter && !Converters.IsOfEnumNames(converter, type))
        {
            return Converters.IsOfEnumNumbers(converter, type) ? Numbers(type, isNullable, lead) : Converted(Label(converter), type, isNullable);
        }

        return Named(type, isNullable, attributes, lead);
    }

    private NamedType Named(ITypeSymbol type, bool isNullable, JsonAttributes attributes, Location lead)
    {
        var owner = KeyOf(type);
        if (type is INamedTypeSymbol named && !_lines.ContainsKey(owner))
        {
            if (named.TypeKind == TypeKind.Enum)
            {
                AddEnum(owner, named, lead);
            }
            else
            {
                AddObject(owner, named, attributes, lead);
            }
        }

        return new NamedType(owner, isNullable);
    }

    private static OpaqueType Converted(string converter, ITypeSymbol type, bool isNullable)
        => new(OpaqueType.Converter, converter, Label(type), isNullable) { Shape = type.IsValueType ? OpaqueType.Struct : null };

    /// <summary>An enum whose numbers are written.</summary>
    private NamedType Numbers(ITypeSymbol type, bool isNullable, Location lead)
        => Named(type, isNullable, AttributesOf(type), lead) with { Number = Scalars.KeywordOf(Scalar.Of(((INamedTypeSymbol)type).EnumUnderlyingType!)!) };

    /// <summary>What keys are: of enums always the names.</summary>
    private WireType Key(ITypeSymbol type, Location lead) => Read(type, isNullable: false, lead) is NamedType named ? named with { Number = null } : Read(type, isNullable: false, lead);

    private void AddEnum(string owner, INamedTypeSymbol type, Location lead)
    {
        var isFlags = type.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "FlagsAttribute" });
        Add(owner, new EnumForm(isFlags), InSource(type, lead));
        var known = new HashSet<object>();
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue))
        {
            // Of several names of one value the first is written; which of them, where values can be combined, is not to be relied on.
            var isAlias = !known.Add(field.ConstantValue!) && !isFlags;
            var given = field.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass is { Name: "JsonStringEnumMemberNameAttribute" })
                is { ConstructorArguments: [{ Value: string name }] } ? name : null;
            Add(
                ContractKey.OfMember(owner, given ?? field.Name),
                new EnumValueForm(Convert.ToString(field.ConstantValue, System.Globalization.CultureInfo.InvariantCulture), given is null ? null : field.Name) { IsAlias = isAlias },
                InSource(field, InSource(type, lead)));
        }
    }

    private void AddObject(string owner, INamedTypeSymbol type, JsonAttributes attributes, Location lead)
    {
        var location = InSource(type, lead);
        var polymorphic = attributes.IsPolymorphic
            ? type.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass is { Name: "JsonPolymorphicAttribute" } of && JsonAttributes.IsInSerialization(of))
            : null;
        Add(
            owner,
            new ObjectForm
            {
                IsStruct = type.IsValueType,
                IsAbstract = type.IsAbstract,
                RefusesUnknown = RefusesUnknown(attributes),
                Discriminator = attributes.IsPolymorphic ? ContractKey.Literal(Named(polymorphic, "TypeDiscriminatorPropertyName") as string ?? "$type") : null,
                ReadsUnknownAsBase = Named(polymorphic, "IgnoreUnrecognizedTypeDiscriminators") is true,
            },
            location);
        AddMembers(owner, type, location);
        foreach (var (derived, discriminator, violation) in attributes.IsPolymorphic ? DerivedTypes.Of(type) : [])
        {
            if (violation is not null)
            {
                _faulty.Add(owner);
            }
            else if (discriminator is not null && Read(derived, isNullable: false, location) is NamedType name)
            {
                Add(ContractKey.OfDerived(owner, discriminator), new DerivedForm(name), location);
            }
        }
    }

    private void AddMembers(string owner, INamedTypeSymbol type, Location lead)
    {
        var attributes = AttributesOf(type);
        var faults = new List<(ISymbol? Member, string What)>();
        var shape = _positionalRecords.TryRead(type) ?? new ObjectReader(type, attributes, _compilation, faults, _cancellationToken).Read();
        if (shape is null || faults.Count > 0)
        {
            _faulty.Add(owner);
            return;
        }

        foreach (var member in shape.Members)
        {
            var location = OwnSource.Holds(_compilation, member.Location) ? member.Location! : lead;
            Add(ContractKey.OfMember(owner, member.JsonName), Form(member, shape, attributes, location), location);
        }
    }

    private MemberForm Form(MemberShape member, ObjectShape shape, JsonAttributes attributes, Location lead)
    {
        var rules = member.Rules;
        var isNullable = member.Type.IsReferenceType && (!rules.IsNotNull || IsAnnotated(member.Type)) && !rules.IsExtensionData;
        var isUnchecked = member.Type.IsReferenceType && !rules.IsNotNull && member.Type.NullableAnnotation == NullableAnnotation.NotAnnotated && !rules.IsExtensionData;
        var type = rules.Converter is { } numbers && numbers.StartsWith(EnumNumbers, StringComparison.Ordinal) && Underlying(member.Type).TypeKind == TypeKind.Enum
            ? Numbers(Underlying(member.Type), IsNullableValue(member.Type), lead)
            : rules.Converter is { } converter
            ? Converted(WithoutGlobal(converter), Underlying(member.Type), isNullable || IsNullableValue(member.Type))
            : Read(member.Type, isNullable && !isUnchecked, lead);
        return new MemberForm(type)
        {
            IsRequired = rules.IsRequired,
            Default = rules.IsRequired || rules.IsExtensionData ? null : Default(member, type, shape),
            IsUnchecked = isUnchecked,
            Ignore = rules.Ignore,
            Numbers = HasNumbers(type) ? rules.NumberHandling ?? attributes.NumberHandling ?? 0 : 0,
            IsExtension = rules.IsExtensionData,
            IsFilled = (rules.Populates ?? attributes.Populates ?? false) && type is not OpaqueType && MemberFaults.CanBeFilled(member.Type),
            CSharpName = JsonNames.CamelCase(member.Name) == member.JsonName ? null : member.Name,
        };
    }

    /// <summary>The default; null if there is none, if it is null where that is what one expects, or if it cannot be told.</summary>
    private string? Default(MemberShape member, WireType type, ObjectShape shape)
    {
        var parameter = shape.Construction?.Parameters.FirstOrDefault(candidate => string.Equals(candidate.Name, member.Name, StringComparison.OrdinalIgnoreCase));
        var text = parameter is { Default: { } given } ? CodeDefault.OfConstant(given)
            : CodeDefault.OfInitializer(member.Location, member.Type, type is ListType or MapType, _compilation, _cancellationToken);
        return text is "null" or "default" && type.IsNullable ? null
            : text == "default" && type is ScalarType { Keyword: var keyword } && Scalars.IsNumber(keyword) ? "0"
            : text;
    }

    private JsonAttributes AttributesOf(ITypeSymbol type)
    {
        if (!_attributes.TryGetValue(type, out var attributes))
        {
            _attributes.Add(type, attributes = JsonAttributes.Of(type));
        }

        return attributes;
    }

    /// <summary>Whether a job reaches a type of which something cannot be carried.</summary>
    private bool ReachesFault(string job, Contract contract)
        => _faulty.Count > 0 && Reach.From([job], contract, static line => [line.Form]).Any(_faulty.Contains);

    /// <summary>Whether numbers of a member are written and read as its attributes say: its own and those of its elements, not what they hold in turn.</summary>
    private static bool HasNumbers(WireType type)
        => (type switch { ListType list => list.Element, MapType map => map.Value, _ => type }) is ScalarType scalar && Scalars.IsNumber(scalar.Keyword);

    /// <summary>A set whose elements are never equal keeps all that it reads, as a list does.</summary>
    private string KeywordOf(CollectionKind kind, ITypeSymbol element, WireType held)
        => kind.Name switch
        {
            "SortedSet" or "ImmutableSortedSet" => ListType.SortedSet,
            var name when name.EndsWith("Set", StringComparison.Ordinal) => held.IsNullable || ValueEquality.Has(_compilation, element) ? ListType.Set : ListType.List,
            _ => ListType.List,
        };

    private static bool RefusesUnknown(JsonAttributes attributes) => attributes.UnmappedMemberHandling == 1;

    private static bool IsAnnotated(ITypeSymbol type) => type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.Annotated;

    /// <summary>Whether null may be an element: code that does not say may have put it there.</summary>
    private static bool MayBeNull(ITypeSymbol type) => type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated;

    private static bool IsNullableValue(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static ITypeSymbol Underlying(ITypeSymbol type) => IsNullableValue(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    private Location InSource(ISymbol symbol, Location lead) => OwnSource.LocationOf(_compilation, symbol) ?? lead;

    private static object? Named(AttributeData? attribute, string name)
        => attribute?.NamedArguments.Where(argument => argument.Key == name).Select(static argument => argument.Value.Value).FirstOrDefault();

    private static string WithoutGlobal(string name) => name.Replace("global::", string.Empty).Replace(" ", string.Empty);

    /// <summary>The key of a type. One that is nested stands after a <c>+</c>, since after a dot there are members, and one of them may have its name on the wire.</summary>
    private static string KeyOf(ITypeSymbol type)
    {
        var text = new StringBuilder();
        var isInType = false;
        foreach (var part in type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayParts(LabelFormat))
        {
            var word = part.ToString();
            text.Append(word == "." && isInType ? "+" : word.Trim());
            isInType = part.Symbol is ITypeSymbol || word == ">";
        }

        return ContractKey.OfType(text.ToString());
    }

    private static string Label(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(LabelFormat).Replace(" ", string.Empty);

    private static SymbolDisplayFormat LabelFormat { get; } = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);
}
