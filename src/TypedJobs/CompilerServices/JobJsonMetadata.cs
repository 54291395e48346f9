using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TypedJobs.CompilerServices;

/// <summary>What generated JSON metadata is made of. Called by generated code only; nothing here uses reflection.</summary>
public static class JobJsonMetadata
{
    /// <summary>An object that is made first and then filled through its setters.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">The options that the metadata is for.</param>
    /// <param name="construct">Makes one whose members have their defaults.</param>
    /// <param name="properties">Its properties.</param>
    /// <param name="write">Writes one.</param>
    public static JsonTypeInfo<T> CreateObject<T>(
        JsonSerializerOptions options,
        Func<T> construct,
        Func<JsonSerializerOptions, JsonPropertyInfo[]> properties,
        Action<Utf8JsonWriter, T> write)
        where T : notnull
        => JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<T>
        {
            ObjectCreator = construct,
            PropertyMetadataInitializer = _ => properties(options),
            SerializeHandler = write,
        });

    /// <summary>An object whose constructor is called when its parameters have been read.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">The options that the metadata is for.</param>
    /// <param name="construct">Calls the constructor.</param>
    /// <param name="parameters">The parameters, in order.</param>
    /// <param name="properties">Its properties.</param>
    /// <param name="write">Writes one.</param>
    public static JsonTypeInfo<T> CreateObject<T>(
        JsonSerializerOptions options,
        Func<object[], T> construct,
        Func<JsonParameterInfoValues[]> parameters,
        Func<JsonSerializerOptions, JsonPropertyInfo[]> properties,
        Action<Utf8JsonWriter, T> write)
        where T : notnull
        => JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<T>
        {
            ObjectWithParameterizedConstructorCreator = construct,
            ConstructorParameterMetadataInitializer = parameters,
            PropertyMetadataInitializer = _ => properties(options),
            SerializeHandler = write,
        });

    /// <summary>A property of an object.</summary>
    /// <typeparam name="TDeclaring">The type that declares it.</typeparam>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="options">The options that the metadata is for.</param>
    /// <param name="name">Its name in code.</param>
    /// <param name="jsonName">Its name on the wire.</param>
    /// <param name="get">Gets its value.</param>
    /// <param name="set">Sets its value; null if only a constructor can.</param>
    /// <param name="required">Whether it must be there.</param>
    /// <param name="notNull">Whether null is refused.</param>
    public static JsonPropertyInfo CreateProperty<TDeclaring, TValue>(
        JsonSerializerOptions options,
        string name,
        string jsonName,
        Func<object, TValue?> get,
        Action<object, TValue?>? set,
        bool required = false,
        bool notNull = false)
    {
        var property = JsonMetadataServices.CreatePropertyInfo(options, new JsonPropertyInfoValues<TValue>
        {
            IsProperty = true,
            IsPublic = true,
            DeclaringType = typeof(TDeclaring),
            PropertyName = name,
            JsonPropertyName = jsonName,
            Getter = get,
            Setter = set,
        });
        property.IsRequired = required;
        if (notNull)
        {
            property.IsGetNullable = false;
            property.IsSetNullable = false;
        }

        return property;
    }

    /// <summary>A parameter of a constructor that must be given.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="position">Its position, from 0 on.</param>
    /// <param name="name">Its name.</param>
    /// <param name="notNull">Whether null is refused.</param>
    public static JsonParameterInfoValues CreateParameter<TValue>(int position, string name, bool notNull = false) => new()
    {
        Position = position,
        Name = name,
        ParameterType = typeof(TValue),
        IsNullable = !notNull,
    };

    /// <summary>A parameter of a constructor that may be left out.</summary>
    /// <typeparam name="TValue">Its type.</typeparam>
    /// <param name="position">Its position, from 0 on.</param>
    /// <param name="name">Its name.</param>
    /// <param name="defaultValue">What it is if left out.</param>
    /// <param name="notNull">Whether null is refused.</param>
    public static JsonParameterInfoValues CreateOptionalParameter<TValue>(int position, string name, TValue? defaultValue, bool notNull = false) => new()
    {
        Position = position,
        Name = name,
        ParameterType = typeof(TValue),
        IsNullable = !notNull,
        HasDefaultValue = true,
        DefaultValue = defaultValue,
    };

    /// <summary>An enum: its names, read without regard to case; a number is refused.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="options">The options that the metadata is for.</param>
    public static JsonTypeInfo<TEnum> CreateEnum<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TEnum>(
        JsonSerializerOptions options)
        where TEnum : struct, Enum
        => JsonMetadataServices.CreateValueInfo<TEnum>(options, EnumConverter<TEnum>(options));

    /// <summary>A value type or null.</summary>
    /// <typeparam name="T">The value type.</typeparam>
    /// <param name="options">The options that the metadata is for.</param>
    public static JsonTypeInfo<T?> CreateNullable<T>(JsonSerializerOptions options)
        where T : struct
        => JsonMetadataServices.CreateValueInfo<T?>(options, JsonMetadataServices.GetNullableConverter<T>(options));

    /// <summary>The value of a member whose type does not allow null.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="member">The member, as <c>Type.Member</c>.</param>
    /// <exception cref="JsonException"><paramref name="value"/> is null.</exception>
    public static T NotNull<T>(T? value, string member)
        where T : class
        => value ?? throw new JsonException($"'{member}' is null, which its type does not allow. Declare it nullable, or give it a value.");

    /// <summary>The fault of an enum value that has no name and so cannot be written.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="value">The value.</param>
    public static JsonException Undefined<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => new($"{value:D} is no value of the enum '{typeof(TEnum)}', and enums are written as names. Declare the value, or use another.");

    private static JsonConverter EnumConverter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TEnum>(
        JsonSerializerOptions options)
        where TEnum : struct, Enum
        => new JsonStringEnumConverter<TEnum>(namingPolicy: null, allowIntegerValues: false).CreateConverter(typeof(TEnum), options)!;
}
