using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>A place for values, as the code declares it: a type, and where null may stand in it, which the metadata does not tell of elements.</summary>
internal sealed class Slot
{
    private static readonly NullabilityInfoContext Annotations = new();

    private readonly Slot[] _arguments;

    private Slot(Type type, bool isNullable, Slot[] arguments)
    {
        Type = type;
        IsNullable = isNullable;
        _arguments = arguments;
    }

    /// <summary>The type; of a value type that may be null the value type.</summary>
    public Type Type { get; }

    public bool IsNullable { get; }

    /// <summary>What a collection holds, or the values of a dictionary.</summary>
    public Slot Element => _arguments[^1];

    public Slot Key => _arguments[0];

    public static Slot Of(Type type) => new(type, isNullable: false, []);

    /// <summary>The place that a property of the metadata stands for; null if it is for what is not declared.</summary>
    public Slot? Member(JsonPropertyInfo property)
    {
        if (property.IsExtensionData)
        {
            return null;
        }

        var definition = Type.IsGenericType ? Type.GetGenericTypeDefinition() : Type;
        var (member, type) = Find(definition, property.Name) ?? throw new InvalidOperationException($"{Type} has no member for '{property.Name}'.");
        var annotation = member is PropertyInfo declared ? Annotate(declared) : Annotate((FieldInfo)member);
        return Of(type, annotation, IsMarkedNullable(member));
    }

    /// <summary>The name in code of a property of the metadata.</summary>
    public string NameOf(JsonPropertyInfo property) => Find(Type, property.Name)!.Value.Member.Name;

    private Slot Of(Type type, NullabilityInfo annotation, bool isMarkedNullable)
    {
        if (type.IsGenericParameter)
        {
            var argument = _arguments[type.GenericParameterPosition];
            return new Slot(argument.Type, argument.IsNullable || (isMarkedNullable && !argument.Type.IsValueType), argument._arguments);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            var inner = Of(underlying, annotation, isMarkedNullable: false);
            return new Slot(inner.Type, isNullable: true, inner._arguments);
        }

        if (type.IsArray)
        {
            var element = Of(type.GetElementType()!, annotation.ElementType!, isMarkedNullable: false);
            return new Slot(CloseOf(element).MakeArrayType(), IsNullableIn(annotation), [element]);
        }

        var arguments = type.GetGenericArguments().Zip(annotation.GenericTypeArguments, (argument, info) => Of(argument, info, isMarkedNullable: false)).ToArray();
        var closed = type.IsGenericType ? type.GetGenericTypeDefinition().MakeGenericType([.. arguments.Select(CloseOf)]) : type;
        return new Slot(closed, !type.IsValueType && IsNullableIn(annotation), arguments);
    }

    /// <summary>Code that does not say may put null there.</summary>
    private static bool IsNullableIn(NullabilityInfo annotation) => annotation.ReadState != NullabilityState.NotNull;

    private static Type CloseOf(Slot slot) => slot is { IsNullable: true, Type.IsValueType: true } ? typeof(Nullable<>).MakeGenericType(slot.Type) : slot.Type;

    private static NullabilityInfo Annotate(PropertyInfo property)
    {
        lock (Annotations)
        {
            return Annotations.Create(property);
        }
    }

    private static NullabilityInfo Annotate(FieldInfo field)
    {
        lock (Annotations)
        {
            return Annotations.Create(field);
        }
    }

    /// <summary>Whether a member of a type parameter says <c>?</c>: without it, too, it is reported as nullable. To a value type it does nothing.</summary>
    private static bool IsMarkedNullable(MemberInfo member)
        => (Attribute(member, "NullableAttribute") ?? Attribute(member.DeclaringType!, "NullableContextAttribute"))?.ConstructorArguments[0].Value is (byte)2;

    private static CustomAttributeData? Attribute(MemberInfo of, string name) => of.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == name);

    private static (MemberInfo Member, Type Type)? Find(Type type, string wireName)
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers(Any))
            {
                var name = member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(member.Name);
                if (name == wireName && member.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always })
                {
                    switch (member)
                    {
                        case PropertyInfo property when property.GetIndexParameters().Length == 0:
                            return (member, property.PropertyType);
                        case FieldInfo field:
                            return (member, field.FieldType);
                    }
                }
            }
        }

        return null;
    }
}
