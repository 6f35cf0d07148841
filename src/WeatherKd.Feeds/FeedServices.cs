using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Feeds.Catalogues;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Rounds;
using WeatherKd.Feeds.Settings;
using WeatherKd.Feeds.Sources;
using WeatherKd.Settings;
using WeatherKd.Watch;

namespace WeatherKd.Feeds;

/// <summary>Puts the feeds together, the same for every host.</summary>
public static class FeedServices
{
    /// <summary>
    /// Adds what feeds consist of to a domain that <c>AddWeatherKd</c> has added. A timer of the host calls
    /// <see cref="FeedRound.RunAsync(CancellationToken)"/>.
    /// </summary>
    /// <param name="services">Where to add.</param>
    /// <param name="configuration">Section <c>Feeds:Keys</c>.</param>
    public static IServiceCollection AddFeeds(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings<FeedAccess>(configuration, "Feeds")
        .AddSingleton(new SourceKeys(configuration))
        .AddSingleton<FeedsStore>()
        .AddSingleton<FeedStatusStore>()
        .AddSingleton<FeedFactory>()
        .AddSingleton<PartFetch>()
        .AddSingleton<FeedRetention>()
        .AddSingleton<FeedCheck>()
        .AddSingleton<StationFinder>()
        .AddSingleton<FeedRound>()
        .AddSingleton<IAlarmSource, FeedAlarms>();
}
