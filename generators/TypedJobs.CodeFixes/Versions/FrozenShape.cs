using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using TypedJobs.Generators.Contracts;
using TypedJobs.Generators.Emission;
using TypedJobs.Generators.Payloads;

namespace TypedJobs.CodeFixes.Versions;

/// <summary>
/// The shape that a job had in the last release, as records: all that is needed stands in the contract. Types that have not changed since are used as they are,
/// the others are written anew under names of their own.
/// </summary>
internal sealed class FrozenShape
{
    private const string Json = "global::System.Text.Json.Serialization.";
    private const string Generic = "global::System.Collections.Generic.";

    private readonly Contract _file;
    private readonly Contract _code;
    private readonly Compilation _compilation;
    private readonly string _accessibility;
    private readonly Func<string, string> _freeName;
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);
    private readonly List<string> _declarations = [];
    private readonly string _name;

    private FrozenShape(Contract file, Contract code, Compilation compilation, string name, string accessibility, Func<string, string> freeName)
    {
        _file = file;
        _code = code;
        _compilation = compilation;
        _name = name;
        _accessibility = accessibility;
        _freeName = freeName;
    }

    /// <summary>The members of the job, in the order of the present record where that has them.</summary>
    public IReadOnlyList<WrittenMember> Members { get; private set; } = [];

    /// <summary>The declarations of the record and of the types that it needs.</summary>
    public IReadOnlyList<string> Declarations => _declarations;

    /// <summary>Reads the shape; null if something in it cannot be written as code.</summary>
    /// <param name="file">What the file says.</param>
    /// <param name="code">What the code says.</param>
    /// <param name="compilation">The code.</param>
    /// <param name="job">The key of the job.</param>
    /// <param name="present">The record of the job now.</param>
    /// <param name="name">The name of the frozen record.</param>
    /// <param name="attribute">What stands before it.</param>
    /// <param name="freeName">Makes a name for a type that is taken by nobody.</param>
    public static FrozenShape? Of(
        Contract file, Contract code, Compilation compilation, string job, INamedTypeSymbol present, string name, string attribute, Func<string, string> freeName)
    {
        var shape = new FrozenShape(file, code, compilation, name, TypeName.Of(present).IsPublic ? "public" : "internal", freeName);
        if (shape.MembersOf(job, present) is not { } members)
        {
            return null;
        }

        var refuses = file.Find(job)?.Form is JobForm { RefusesUnknown: true } ? Refuses : string.Empty;
        shape.Members = members;
        shape._declarations.Insert(0, RecordText.Of(attribute + "\n" + refuses, $"{shape._accessibility} sealed partial record {name}", members));
        return shape;
    }

    /// <summary>A member of a released type or job, as it was; null if it cannot be written with types that there are.</summary>
    /// <param name="file">What the file says.</param>
    /// <param name="code">What the code says.</param>
    /// <param name="compilation">The code.</param>
    /// <param name="key">The key of the member.</param>
    public static WrittenMember? MemberOf(Contract file, Contract code, Compilation compilation, string key)
    {
        var shape = new FrozenShape(file, code, compilation, string.Empty, string.Empty, static wanted => wanted);
        if (file.Find(key)?.LastReleased is not MemberForm { IsExtension: false } form || shape.TypeOf(form.Type) is not { } type || shape._declarations.Count > 0)
        {
            return null;
        }

        var wireName = ContractKey.Unquote(ContractKey.NameOf(key));
        return new WrittenMember(form.CSharpName ?? Pascal(wireName), wireName, type, form);
    }

    private const string Refuses = "[global::System.Text.Json.Serialization.JsonUnmappedMemberHandling(global::System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow)]\n";

    private List<WrittenMember>? MembersOf(string owner, INamedTypeSymbol? present)
    {
        var order = present is null ? [] : Names(present).ToList();
        var members = new List<WrittenMember>();
        foreach (var line in _file.Owned(owner))
        {
            switch (line.LastReleased)
            {
                case null:
                    continue;
                case MemberForm form:
                    var wireName = ContractKey.Unquote(ContractKey.NameOf(line.Key));
                    if (TypeOf(line, form, present, wireName) is not { } type)
                    {
                        return null;
                    }

                    members.Add(new WrittenMember(form.CSharpName ?? Pascal(wireName), wireName, form.IsUnchecked && !type.EndsWith("?", StringComparison.Ordinal) ? type + "?" : type, form));
                    break;
                case DerivedForm:
                    continue;
                default:
                    return null;
            }
        }

        return [.. members.OrderBy(member => order.IndexOf(member.WireName) is var index && index < 0 ? int.MaxValue : index).ThenBy(static member => !member.Form.IsRequired)];
    }

    /// <summary>The type of a member: as it is in code, if it is the same there.</summary>
    private string? TypeOf(ContractLine line, MemberForm form, INamedTypeSymbol? present, string wireName)
    {
        if (_code.Find(line.Key)?.Form is MemberForm now && now.Type == form.Type && IsUnchanged(form.Type, [])
            && present is not null && Properties(present).FirstOrDefault(candidate => WireNameOf(candidate) == wireName) is { } property)
        {
            return property.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));
        }

        return TypeOf(form.Type);
    }

    private string? TypeOf(WireType type)
    {
        var name = type switch
        {
            ScalarType scalar => ScalarNames.Of(scalar.Keyword),
            ListType list => TypeOf(list.Element) is { } element
                ? list.Keyword switch { ListType.Set => $"{Generic}HashSet<{element}>", ListType.SortedSet => $"{Generic}SortedSet<{element}>", _ => $"{Generic}IReadOnlyList<{element}>" }
                : null,
            MapType map => TypeOf(map.Key) is { } key && TypeOf(map.Value) is { } value ? $"{Generic}Dictionary<{key}, {value}>" : null,
            OpaqueType opaque => "global::" + opaque.Of,
            NamedType named => !IsWrittenOtherwise(named) && IsUnchanged(named, []) && Exists(named) ? "global::" + ContractKey.TypeOf(named.Owner) : Declare(named.Owner, named.Number),
            _ => null,
        };
        return name is null ? null : type.IsNullable ? name + "?" : name;
    }

    /// <summary>Whether a type, and all that it is made of, is in code as it was released.</summary>
    private bool IsUnchanged(WireType type, HashSet<string> seen)
        => type switch
        {
            ListType list => IsUnchanged(list.Element, seen),
            MapType map => IsUnchanged(map.Key, seen) && IsUnchanged(map.Value, seen),
            NamedType named => !seen.Add(named.Owner) || (Lines(_file, named.Owner).SequenceEqual(Lines(_code, named.Owner))
                && _file.Owned(named.Owner).Select(static line => line.LastReleased).All(form => form switch
                {
                    MemberForm member => IsUnchanged(member.Type, seen),
                    DerivedForm derived => IsUnchanged(derived.Type, seen),
                    _ => true,
                })),
            _ => true,
        };

    /// <summary>Whether code writes the numbers of an enum where the file has the names, or the other way round.</summary>
    private bool IsWrittenOtherwise(NamedType named)
        => _code.Lines.SelectMany(static line => Reach.Types(line.Form)).Any(type => type.Owner == named.Owner && type.Number != named.Number);

    private static IEnumerable<string> Lines(Contract contract, string owner)
        => contract.Owned(owner).Where(static line => line.LastReleased is not null || !line.IsReleased && !line.IsRetired)
            .Select(static line => $"{line.Key} {line.LastReleased ?? line.Form}")
            .Prepend($"{contract.Find(owner)?.Form}");

    private bool Exists(NamedType named) => !named.Owner.Contains('<') && _compilation.GetSymbolsWithName(Simple(named.Owner), SymbolFilter.Type).Any(type => type.ToDisplayString() == ContractKey.TypeOf(named.Owner));

    /// <summary>Declares a type as it was; null if it cannot be.</summary>
    private string? Declare(string owner, string? number)
    {
        if (_written.TryGetValue(owner, out var known))
        {
            return known;
        }

        // Known before its members are looked at: a type may contain itself.
        var name = _written[owner] = _freeName(_name + Simple(owner));
        switch (_file.Find(owner)?.Form)
        {
            case EnumForm form:
                _declarations.Add(EnumOf(owner, name, form, number));
                return name;
            case ObjectForm { IsAbstract: false, Discriminator: null } form when MembersOf(owner, present: null) is { } members:
                _declarations.Add(RecordText.Of(form.RefusesUnknown ? Refuses : string.Empty, $"{_accessibility} {(form.IsStruct ? "readonly record struct" : "sealed record")} {name}", members));
                return name;
            case ObjectForm { Discriminator: not null } form when DeclareBase(owner, name, form):
                return name;
            default:
                return null;
        }
    }

    /// <summary>Declares a base as it was, with its members as properties, and the types derived from it with the rest; whether that can be done.</summary>
    private bool DeclareBase(string owner, string name, ObjectForm form)
    {
        // Nothing is ever written as an abstract base alone: what is required is said by the types derived from it.
        if ((form.IsAbstract ? [] : MembersOf(owner, present: null)) is not { } members)
        {
            return false;
        }

        var at = _declarations.Count;
        var attributes = new StringBuilder();
        if (form.Discriminator != "\"$type\"" || form.ReadsUnknownAsBase)
        {
            attributes.Append($"[{Json}JsonPolymorphic(TypeDiscriminatorPropertyName = {form.Discriminator}{(form.ReadsUnknownAsBase ? ", IgnoreUnrecognizedTypeDiscriminators = true" : string.Empty)})]\n");
        }

        foreach (var line in _file.Owned(owner))
        {
            if (line.LastReleased is DerivedForm { Type.Owner: var derived })
            {
                if ((derived == owner ? name : DeclareDerived(derived, name, members)) is not { } derivedName)
                {
                    return false;
                }

                var discriminator = ContractKey.NameOf(line.Key).Substring(1);
                var isLiteral = discriminator.StartsWith("\"", StringComparison.Ordinal) || int.TryParse(discriminator, out _);
                attributes.Append($"[{Json}JsonDerivedType(typeof({derivedName}), {(isLiteral ? discriminator : ContractKey.Literal(discriminator))})]\n");
            }
        }

        attributes.Append(form.RefusesUnknown ? Refuses : string.Empty);
        _declarations.Insert(at, $"{attributes}{_accessibility} {(form.IsAbstract ? "abstract " : string.Empty)}record {name}{RecordText.Body(members)}");
        return true;
    }

    /// <summary>Declares a type derived from a base, of whose members it has the rest; null if it has other types or bases itself.</summary>
    private string? DeclareDerived(string owner, string baseName, IReadOnlyList<WrittenMember> inherited)
    {
        if (_written.ContainsKey(owner) || _file.Find(owner)?.Form is not ObjectForm { IsStruct: false, IsAbstract: false, Discriminator: null } form)
        {
            return null;
        }

        var name = _written[owner] = _freeName(_name + Simple(owner));
        if (MembersOf(owner, present: null) is not { } members)
        {
            return null;
        }

        var own = members.Where(member => inherited.All(other => other.WireName != member.WireName)).ToList();
        _declarations.Add($"{(form.RefusesUnknown ? Refuses : string.Empty)}{_accessibility} sealed record {name} : {baseName}{RecordText.Body(own)}");
        return name;
    }

    private string EnumOf(string owner, string name, EnumForm form, string? number)
    {
        var text = new StringBuilder();
        text.Append(form.IsFlags ? "[global::System.Flags]\n" : string.Empty)
            .Append(number is null ? string.Empty : $"[global::System.Text.Json.Serialization.JsonConverter(typeof(global::System.Text.Json.Serialization.JsonNumberEnumConverter<{name}>))]\n")
            .Append(_accessibility).Append(" enum ").Append(name).Append(number is null or "int" ? string.Empty : $" : {number}").Append("\n{\n");
        foreach (var line in _file.Owned(owner).OrderBy(static line => line.LastReleased is EnumValueForm { Number: var number } ? decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 0)
            .ThenBy(static line => line.LastReleased is EnumValueForm { IsAlias: true }))
        {
            if (line.LastReleased is EnumValueForm value)
            {
                text.Append("    ").Append(ValueOf(line.Key, value)).Append(",\n");
            }
        }

        return text.Append('}').ToString();
    }

    /// <summary>Declares a value of an enum as it was, with the attribute that gives it its name on the wire if it has another in code.</summary>
    public static string ValueOf(string key, EnumValueForm form)
    {
        var wireName = ContractKey.Unquote(ContractKey.NameOf(key));
        var attribute = form.CSharpName is null ? string.Empty : $"[global::System.Text.Json.Serialization.JsonStringEnumMemberName({ContractKey.Literal(wireName)})] ";
        return $"{attribute}{TypeName.Escape(form.CSharpName ?? wireName)} = {form.Number}";
    }

    private static IEnumerable<string> Names(INamedTypeSymbol record)
        => record.InstanceConstructors.Where(static constructor => constructor.DeclaredAccessibility == Accessibility.Public)
            .OrderByDescending(static constructor => constructor.Parameters.Length).Take(1)
            .SelectMany(static constructor => constructor.Parameters)
            .Select(parameter => Properties(record).FirstOrDefault(property => property.Name == parameter.Name) is { } property ? WireNameOf(property) : JsonNames.CamelCase(parameter.Name))
            .Concat(Properties(record).Select(WireNameOf));

    private static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol record)
        => record.GetMembers().OfType<IPropertySymbol>().Where(static property => property is { IsStatic: false, DeclaredAccessibility: Accessibility.Public });

    private static string WireNameOf(IPropertySymbol property)
        => property.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass?.Name == "JsonPropertyNameAttribute") is { ConstructorArguments: [{ Value: string name }] }
            ? name
            : JsonNames.CamelCase(property.Name);

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    private static string Simple(string owner)
    {
        var name = ContractKey.TypeOf(owner.Split('<')[0]);
        return name.Substring(name.LastIndexOf('.') + 1);
    }
}
