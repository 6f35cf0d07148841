using System.ComponentModel;
using System.Reflection;

namespace WeatherKd.Settings;

/// <summary>One setting of a section.</summary>
/// <param name="Name">
/// Its name below the section, with colons: <c>Training:Epochs</c>; of a list with <c>:0</c>, of a dictionary with <c>:NAME</c>.
/// </param>
/// <param name="Property">The property that holds it.</param>
/// <param name="Default">Its value where nothing is configured; null for none.</param>
public sealed record Setting(string Name, PropertyInfo Property, object? Default)
{
    /// <summary>All settings of a section, in the order of its type.</summary>
    public static IEnumerable<Setting> Of(SettingsSection section) => Of(section.Type, string.Empty, Example(section.Type));

    /// <summary>The properties of options that can be configured. What a base class from elsewhere has is not ours to describe.</summary>
    internal static IEnumerable<PropertyInfo> Properties(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.DeclaringType!.Assembly == type.Assembly && p.CanWrite && p.GetIndexParameters().Length == 0);

    /// <summary>Whether values of a type are written as one text.</summary>
    internal static bool IsSimple(Type type) =>
        type == typeof(string) || TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).CanConvertFrom(typeof(string));

    /// <summary>Type of a list's elements; null where a type is no list.</summary>
    internal static Type? ElementOf(Type type) => type == typeof(string)
        ? null
        : type.IsArray ? type.GetElementType() : type.IsGenericType
            && type.GetInterfaces().Append(type).Any(i => i.Name.StartsWith("IEnumerable", StringComparison.Ordinal))
            ? type.GetGenericArguments()[0]
            : null;

    private static IEnumerable<Setting> Of(Type type, string prefix, object? options)
    {
        foreach (var property in Properties(type))
        {
            var value = options is null ? null : property.GetValue(options);
            var element = ElementOf(property.PropertyType);
            if (element is not null && IsSimple(element))
            {
                yield return new Setting(
                    $"{prefix}{property.Name}:{(property.PropertyType.GetGenericArguments().Length == 2 ? "NAME" : "0")}",
                    property,
                    value);
            }
            else if (element is not null || !IsSimple(property.PropertyType))
            {
                foreach (var inner in Of(
                    element ?? property.PropertyType,
                    $"{prefix}{property.Name}:{(element is null ? string.Empty : "0:")}",
                    value is System.Collections.IEnumerable ? null : value))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return new Setting(prefix + property.Name, property, value);
            }
        }
    }

    /// <summary>An object with all defaults; null where its type has no constructor without parameters.</summary>
    internal static object? Example(Type type) => type.GetConstructor(Type.EmptyTypes)?.Invoke([]);
}
