using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace WeatherKd.Settings;

/// <summary>
/// Registers options together with the section that they are read from, so that <see cref="SettingsCheck"/> knows all of them.
/// </summary>
public static class SettingsServices
{
    /// <summary>Adds options that are read from a section.</summary>
    /// <param name="services">Where to add.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="section">The section's name.</param>
    /// <typeparam name="TOptions">The options.</typeparam>
    public static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class => services
            .Configure<TOptions>(configuration.GetSection(section))
            .AddSingleton(new SettingsSection(section, typeof(TOptions)));
}
