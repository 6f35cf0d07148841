using System.Text.RegularExpressions;
using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// A model that is published as whole files, one for each field and lead: DWD's ICON-EU and ICON-D2, and others by their address (one for
/// each lead where that has no <c>{variable}</c>).
/// </summary>
public sealed partial class FieldFileFeed(FeedSettings settings, WeatherStorage storage) : ModelFeed(settings, storage)
{
    private string Template => Source.Form == SourceForm.GenericModel ? Settings.Address! : Source.File;

    /// <inheritdoc/>
    public override Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken)
    {
        var address = Address(Template, part, part.Field);
        var kind = KindOf(address);
        return Task.FromResult<PartPlan?>(new PartPlan(address, kind) { Run = kind == ContentKind.Grib ? part.At : null });
    }

    /// <inheritdoc/>
    protected override IEnumerable<FeedPart> Parts(DateTimeOffset run, int lead, string folder, DateTimeOffset dueAt)
    {
        var ending = Ending().Match(new Uri(AddressTemplate.Fill(
            "http://x/" + Template[(Template.LastIndexOf('/') + 1)..],
            run,
            lead,
            "f")).AbsolutePath).Value;
        return Template.Contains("{variable}", StringComparison.OrdinalIgnoreCase)
            ? Fields.Select(field => Part(run, lead, folder, $"{lead:000}-{Safe(field)}{ending}", dueAt) with { Field = field })
            : [Part(run, lead, folder, $"{lead:000}{ending}", dueAt)];
    }

    private static string Safe(string field) => string.Concat(field.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '-'));

    private static ContentKind KindOf(Uri address) => Path.GetExtension(address.AbsolutePath).ToLowerInvariant() switch
    {
        ".bz2" => ContentKind.Bzip2,
        ".grib2" or ".grb2" or ".grib" or ".grb" or ".grib1" => ContentKind.Grib,
        _ => ContentKind.Any,
    };

    /// <summary>What tells people what a file is; WeatherKd itself looks at its bytes.</summary>
    [GeneratedRegex(@"(\.(grib2?|grb2?|nc4?|csv|json|zip|gz|bz2|zst)){1,2}$", RegexOptions.ExplicitCapture
        | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ending();
}
