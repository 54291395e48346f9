using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TypedJobs.CompilerServices;

/// <summary>What generated JSON metadata is made of. Called by generated code only; nothing here looks for members at run time.</summary>
public static class JobJsonMetadata
{
    /// <summary>An object that is made first and then filled through its setters.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">The options that the metadata is for.</param>
    /// <param name="construct">Makes one whose members have their defaults; null for an abstract type.</param>
    /// <param name="members">Its members.</param>
    /// <param name="write">Writes one; null where only the metadata says how.</param>
    /// <param name="numbers">How its numbers are written and read, where that differs from the options.</param>
    /// <param name="unmapped">Whether members that it does not know are refused, where that differs from the options.</param>
    /// <param name="fill">Whether what its members hold is filled rather than replaced.</param>
    public static JsonTypeInfo<T> CreateObject<T>(
        JsonSerializerOptions options,
        Func<T>? construct,
        JobJsonMembers members,
        Action<Utf8JsonWriter, T>? write,
        JsonNumberHandling? numbers = null,
        JsonUnmappedMemberHandling? unmapped = null,
        bool fill = false)
        where T : notnull
        => Configure(
            JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<T>
            {
                ObjectCreator = construct,
                PropertyMetadataInitializer = Describe(typeof(T), options, members),
                SerializeHandler = write,
            }),
            numbers,
            unmapped,
            fill);

    /// <summary>An object whose constructor is called when its parameters have been read.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">The options that the metadata is for.</param>
    /// <param name="construct">Calls the constructor.</param>
    /// <param name="parameters">The parameters, in order.</param>
    /// <param name="members">Its members.</param>
    /// <param name="write">Writes one; null where only the metadata says how.</param>
    /// <param name="numbers">How its numbers are written and read, where that differs from the options.</param>
    /// <param name="unmapped">Whether members that it does not know are refused, where that differs from the options.</param>
    /// <param name="fill">Whether what its members hold is filled rather than replaced.</param>
    public static JsonTypeInfo<T> CreateObject<T>(
        JsonSerializerOptions options,
        Func<object[], T> construct,
        Func<JsonParameterInfoValues[]> parameters,
        JobJsonMembers members,
        Action<Utf8JsonWriter, T>? write,
        JsonNumberHandling? numbers = null,
        JsonUnmappedMemberHandling? unmapped = null,
        bool fill = false)
        where T : notnull
        => Configure(
            JsonMetadataServices.CreateObjectInfo(options, new JsonObjectInfoValues<T>
            {
                ObjectWithParameterizedConstructorCreator = Guard(construct),
                ConstructorParameterMetadataInitializer = parameters,
                PropertyMetadataInitializer = Describe(typeof(T), options, members),
                SerializeHandler = write,
            }),
            numbers,
            unmapped,
            fill);

    /// <summary>A type that a converter of the application's writes and reads.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">The options that the metadata is for.</param>
    /// <param name="converter">The converter, or the factory that makes it.</param>
    /// <exception cref="InvalidOperationException">The converter is not for the type.</exception>
    public static JsonTypeInfo<T> CreateConverted<T>(JsonSerializerOptions options, JsonConverter converter)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(converter);
        return JsonMetadataServices.CreateValueInfo<T>(options, Expand<T>(options, converter));
    }

    /// <summary>A value type or null, whose values a converter of the application's writes and reads.</summary>
    /// <typeparam name="T">The value type.</typeparam>
    /// <param name="options">The options that the metadata is for.</param>
    /// <param name="converter">The converter of the type or of the type or null, or the factory that makes it.</param>
    /// <exception cref="InvalidOperationException">The converter is not for the type.</exception>
    public static JsonTypeInfo<T?> CreateConvertedNullable<T>(JsonSerializerOptions options, JsonConverter converter)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(converter);
        return converter.CanConvert(typeof(T?))
            ? CreateConverted<T?>(options, converter)
            : JsonMetadataServices.CreateValueInfo<T?>(options, new NullableConverter<T>(Expand<T>(options, converter)));
    }

    /// <summary>A type that a context of the application's lists.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="options">The options that the metadata is for.</param>
    /// <param name="context">The context.</param>
    /// <exception cref="InvalidOperationException">The context does not know the type.</exception>
    public static JsonTypeInfo<T> CreateListed<T>(JsonSerializerOptions options, JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Find(context, typeof(T), options) as JsonTypeInfo<T>
            ?? throw new InvalidOperationException($"'{context.GetType()}' does not know '{typeof(T)}', although it lists it in [JsonSerializable].");
    }

    /// <summary>What a context of the application's says of a type, under our options; null if it does not know the type.</summary>
    /// <param name="context">The context.</param>
    /// <param name="type">The type.</param>
    /// <param name="options">The options that the metadata is for.</param>
    public static JsonTypeInfo? Find(IJsonTypeInfoResolver context, Type type, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        var typeInfo = context.GetTypeInfo(type, options);

        // To set anything marks the metadata as changed. Else the serializer would call the context's own write methods, which have its options, not ours.
        typeInfo?.NumberHandling = typeInfo.NumberHandling;
        return typeInfo;
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
    /// <param name="type">The name of the type that declares the member.</param>
    /// <param name="member">The member's name.</param>
    /// <exception cref="JsonException"><paramref name="value"/> is null.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T NotNull<T>(T? value, string type, string member)
        where T : class
    {
        if (value is null)
        {
            ThrowNull(type, member);
        }

        return value;
    }

    /// <summary>The fault of an enum value that has no name, or flags that have none, and so cannot be written.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="value">The value.</param>
    public static JsonException Undefined<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => typeof(TEnum).IsDefined(typeof(FlagsAttribute), inherit: false)
            ? new($"{value:D} is not made of flags of the enum '{typeof(TEnum)}', and enums are written as names. Declare the flag that has none, or use others.")
            : new($"{value:D} is no value of the enum '{typeof(TEnum)}', and enums are written as names. Declare the value, or use another.");

    /// <summary>Apart, so that the check before it costs a comparison and no call.</summary>
    [DoesNotReturn]
    private static void ThrowNull(string type, string member)
        => throw new JsonException($"'{type}.{member}' is null, which its type does not allow. Declare it nullable, or give it a value.");

    /// <summary>Apart, since it need not be generic in the object's type: of what is, a native program has a copy for each.</summary>
    private static Func<JsonSerializerContext, JsonPropertyInfo[]> Describe(Type type, JsonSerializerOptions options, JobJsonMembers members)
        => _ => members.Create(type, options);

    /// <summary>Makes what a constructor throws a fault of the JSON, to which the serializer adds the path of the object that could not be made.</summary>
    private static Func<object[], T> Guard<T>(Func<object[], T> construct)
        => arguments =>
        {
            try
            {
                return construct(arguments);
            }
#pragma warning disable CA1031 // Whatever the application's code throws, it did not take what was read.
            catch (Exception exception) when (exception is not (JsonException or OutOfMemoryException))
#pragma warning restore CA1031
            {
                throw FaultLocator.Refused($"the constructor of '{typeof(T)}' refused its values", exception);
            }
        };

    private static JsonConverter<T> Expand<T>(JsonSerializerOptions options, JsonConverter converter)
    {
        var made = converter is JsonConverterFactory factory && factory.CanConvert(typeof(T)) ? factory.CreateConverter(typeof(T), options) : converter;
        var found = made as JsonConverter<T>
            ?? throw new InvalidOperationException($"The converter '{converter.GetType()}' does not convert '{typeof(T)}'. Name another in [JsonConverter].");
        return options.TypeInfoResolver is FaultLocator ? new GuardedConverter<T>(found) : found;
    }

    private static JsonTypeInfo<T> Configure<T>(JsonTypeInfo<T> typeInfo, JsonNumberHandling? numbers, JsonUnmappedMemberHandling? unmapped, bool fill)
    {
        typeInfo.NumberHandling = numbers;
        typeInfo.UnmappedMemberHandling = unmapped;
        if (fill)
        {
            typeInfo.PreferredPropertyObjectCreationHandling = JsonObjectCreationHandling.Populate;
        }

        return typeInfo;
    }

    private static EnumNameConverter<TEnum> EnumConverter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] TEnum>(
        JsonSerializerOptions options)
        where TEnum : struct, Enum
        => new((JsonConverter<TEnum>)new JsonStringEnumConverter<TEnum>(namingPolicy: null, allowIntegerValues: false).CreateConverter(typeof(TEnum), options)!, options);
}
