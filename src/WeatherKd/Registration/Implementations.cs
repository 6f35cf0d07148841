using Microsoft.Extensions.DependencyInjection;

namespace WeatherKd.Registration;

/// <summary>The classes of an interface, found in this assembly: a new one is a file of its own, and no list names it.</summary>
internal static class Implementations
{
    /// <summary>One of each class, in the order of their names.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="parts">What their constructors may ask for, one of a type.</param>
    /// <exception cref="InvalidOperationException">A constructor asks for something that is not among the parts.</exception>
    public static IReadOnlyList<T> Create<T>(params IReadOnlyList<object> parts)
        where T : class => [.. TypesOf<T>().Select(type => (T)Create(type, parts))];

    /// <summary>Adds one singleton of each class as the interface.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    public static IServiceCollection AddImplementationsOf<T>(this IServiceCollection services)
        where T : class
    {
        foreach (var type in TypesOf<T>())
        {
            services.AddSingleton(typeof(T), type);
        }

        return services;
    }

    private static IEnumerable<Type> TypesOf<T>() => typeof(Implementations).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)))
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    private static object Create(Type type, IReadOnlyList<object> parts)
    {
        var constructor = type.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter =>
            parts.FirstOrDefault(parameter.ParameterType.IsInstanceOfType)
            ?? throw new InvalidOperationException(
                $"{type.Name} asks for a {parameter.ParameterType.Name}, which is not there when it is made."))]);
    }
}
