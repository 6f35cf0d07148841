using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Settings;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Tests.Settings;

public sealed class SettingsCheckTests
{
    private static readonly SettingsSection[] Sections =
    [
        .. new ServiceCollection().AddWeatherKd(new ConfigurationBuilder().Build())
            .Where(s => !s.IsKeyedService).Select(s => s.ImplementationInstance).OfType<SettingsSection>(),
    ];

    /// <summary>All settings whose attribute gives a range.</summary>
    public static TheoryData<string> Ranged =>
        [.. All().Where(s => RangeOf(s.Setting) is not null && !s.Name.Contains(":0:", StringComparison.Ordinal)).Select(s => s.Name)];

    [Theory]
    [InlineData(
        "Retraining:CoolDown",
        "abc",
        "Retraining:CoolDown is 'abc'; it must be a time, as 01:30:00 (hours:minutes:seconds) or 2.00:00:00 (days first), at least 0.")]
    [InlineData("Retraining:CoolDown", "30", "Retraining:CoolDown is '30'; it must be a time, ")]
    [InlineData("Retraining:CoolDown", "-01:00:00", "Retraining:CoolDown is ")]
    [InlineData("Retraining:Training:Epochs", "0", "Retraining:Training:Epochs is 0; it must be 1 to 1000.")]
    [InlineData("Retraining:Training:HiddenSize", "0", "Retraining:Training:HiddenSize is 0; it must be 4 to 1024.")]
    [InlineData("Retraining:Training:Dropout", "7", "Retraining:Training:Dropout is 7; it must be at least 0, below 1.")]
    [InlineData("Retraining:Training:Dropout", "NaN", "Retraining:Training:Dropout is NaN; it must be at least 0, below 1.")]
    [InlineData("Retraining:Training:LearningRate", "0", "Retraining:Training:LearningRate is 0; it must be above 0, at most 1.")]
    [InlineData("Retraining:Training:Device", "gpu", "Retraining:Training:Device is 'gpu'; it must be auto, cpu or cuda.")]
    [InlineData("Retraining:Training:Epochs", "many", "Retraining:Training:Epochs is 'many'; it must be a whole number, 1 to 1000.")]
    [InlineData("Retraining:Epochs", "3", "there is no setting Retraining:Epochs; below Retraining there are SettleTime, ")]
    [InlineData(
        "Retraining:Training:Epoch",
        "3",
        "there is no setting Retraining:Training:Epoch; the nearest is Retraining:Training:Epochs.")]
    [InlineData("Retraining:WarmStart", "perhaps", "Retraining:WarmStart is 'perhaps'; it must be true or false.")]
    [InlineData("Retraining:Variant", "wise", "Retraining:Variant is 'wise'; it must be Standalone, Distilled or Guided.")]
    [InlineData("Retraining:Variant", "7", "Retraining:Variant is '7'; it must be Standalone, Distilled or Guided.")]
    [InlineData("Retraining:LongestSettleTime", "00:00:10", "Retraining:LongestSettleTime is 10 s; it must be at least SettleTime, 1 min.")]
    [InlineData("Retraining:Training", "fast", "Retraining:Training is 'fast'; its settings lie below it, as Retraining:Training:Epochs.")]
    [InlineData("Retention:Jobs", "1.00:00:00", "Retention:Jobs is 24 h; it must be at least 7 days.")]
    [InlineData("Watch:Webhook", "nonsense", "Watch:Webhook is 'nonsense'; it must be an absolute address, as https://example.org.")]
    [InlineData(
        "Alignment:Targets:0",
        "temperatur",
        "Alignment:Targets has 'temperatur'; it must name variables of variables.json, as temperature_2m.")]
    [InlineData(
        "Alignment:Targets",
        "temperature_2m",
        "Alignment:Targets is 'temperature_2m'; it is a list, whose first value is Alignment:Targets:0.")]
    [InlineData("NumericalModel:Variables:0", "tp", "NumericalModel:Variables has 'tp'; ")]
    [InlineData(
        "Quality:ClimateLimits:0:Month",
        "12",
        "Quality:ClimateLimits:0:Variable is missing; it must be a text; Quality:ClimateLimits:0:Minimum is missing; ")]
    [InlineData("Quality:BuddyMinimum", "2", "Quality:BuddyMinimum is 2; it must be at least 3.")]
    public void ASettingThatCannotBeUsedIsNamedWithItsValueAndItsRange(string name, string value, string sentence)
    {
        var error = Assert.Throws<SettingsException>(() => Check((name, value)));

        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnArchitectureThatIsNoneIsToldWithThoseThatAre()
    {
        var names = Enum.GetNames<StudentArchitecture>();

        var error = Assert.Throws<SettingsException>(() => Check(("Retraining:Training:Architecture", "gru")));

        Assert.Equal(
            $"Retraining:Training:Architecture is 'gru'; it must be {string.Join(", ", names[..^1])} or {names[^1]}.",
            error.Message);
    }

    [Theory]
    [InlineData("Retraning:CoolDown", "there is no setting Retraning:CoolDown; the nearest is Retraining:CoolDown.")]
    [InlineData("RetrainingCoolDown", "there is no setting RetrainingCoolDown; the nearest is Retraining:CoolDown.")]
    [InlineData("Retraining_CoolDown", "there is no setting Retraining_CoolDown; the nearest is Retraining:CoolDown.")]
    [InlineData("Retraining", "Retraining is a section and no setting; ")]
    [InlineData("Entirely:Different:Thing", "there is no setting Entirely:Different:Thing; the sections are ")]
    public void ANameBelowThePrefixThatIsNoSettingIsRefusedWithTheNearestOne(string name, string sentence)
    {
        var ours = Configuration((name, "00:10:00"));

        var error = Assert.Throws<SettingsException>(() => new SettingsCheck(Sections).Run(new ConfigurationBuilder().Build(), ours));

        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatSomebodyElseReadsAndWhatHasNoPrefixIsLeftAlone()
    {
        var configuration = Configuration(("Logging:LogLevel:Default", "Debug"), ("Path", "/usr/bin"));

        new SettingsCheck(Sections).Run(configuration, Configuration(("logging:LogLevel:Default", "Debug")), ["Logging"]);
    }

    [Fact]
    public void ASettingOfAListHasItsRangeToo()
    {
        var error = Assert.Throws<SettingsException>(() => Check(
            ("Quality:ClimateLimits:0:Variable", "temperature_2m"),
            ("Quality:ClimateLimits:0:Month", "13"),
            ("Quality:ClimateLimits:0:Minimum", "-30"),
            ("Quality:ClimateLimits:0:Maximum", "45")));

        Assert.Equal("Quality:ClimateLimits:0:Month is 13; it must be 1 to 12.", error.Message);
    }

    [Fact]
    public void AllMistakesAreToldAtOnce()
    {
        var error = Assert.Throws<SettingsException>(() => Check(
            ("Retraining:Training:Epochs", "0"),
            ("Watch:MinimumSkill", "2"),
            ("Quality:WorstCases", "-1")));

        Assert.Equal(3, error.Problems.Count);
    }

    [Fact]
    public void TheDefaultsAreInTheirRanges() => new SettingsCheck(Sections).Run(new ConfigurationBuilder().Build());

    /// <summary>Seeds are any number; the rest has a smallest and perhaps a largest value.</summary>
    [Fact]
    public void EveryNumberAndEveryTimeHasARange() => Assert.Empty(All()
        .Where(s => (Nullable.GetUnderlyingType(s.Setting.Property.PropertyType) ?? s.Setting.Property.PropertyType) is { } type
            && (type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(TimeSpan))
            && !s.Name.EndsWith(":Seed", StringComparison.Ordinal) && !s.Name.StartsWith(
                "Quality:ClimateLimits:0:M",
                StringComparison.Ordinal)
            && RangeOf(s.Setting) is null)
        .Select(s => s.Name));

    [Theory]
    [MemberData(nameof(Ranged))]
    public void AValueBeyondEachEndOfARangeIsRefused(string name)
    {
        var beyond = Beyond(RangeOf(All().First(s => s.Name == name).Setting)!).ToList();

        Assert.NotEmpty(beyond);
        Assert.All(
            beyond,
            value => Assert.StartsWith(
                name + " is ",
                Assert.Throws<SettingsException>(() => Check((name, value))).Message,
                StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Retraining:Training:Epochs", "1")]
    [InlineData("retraining:cooldown", "01:00:00")]
    [InlineData("Retraining:CoolDown", "0")]
    [InlineData("Retraining:WarmStartEpochs", "")]
    [InlineData("Retention:Archive", "90.00:00:00")]
    [InlineData("NumericalModel:Variables:0", "pm10")]
    [InlineData("Interpolation:OrographyFiles:0", "a.grib2")]
    [InlineData("Storage:BlobServiceUri", "https://weather.blob.core.windows.net")]
    public void WhatIsInItsRangeIsTaken(string name, string value) => Check((name, value));

    private static IEnumerable<(string Name, Setting Setting)> All() =>
        Sections.SelectMany(s => Setting.Of(s).Select(x => ($"{s.Name}:{x.Name}", x)));

    private static ValidationAttribute? RangeOf(Setting setting) =>
        (ValidationAttribute?)setting.Property.GetCustomAttribute<RangeAttribute>()
            ?? setting.Property.GetCustomAttribute<TimeRangeAttribute>();

    private static IEnumerable<string> Beyond(ValidationAttribute range)
    {
        if (range is TimeRangeAttribute time)
        {
            yield return (time.Least - TimeSpan.FromMilliseconds(1)).ToString("c", CultureInfo.InvariantCulture);
            if (time.Most < TimeSpan.MaxValue)
            {
                yield return (time.Most + TimeSpan.FromMilliseconds(1)).ToString("c", CultureInfo.InvariantCulture);
            }

            yield break;
        }

        var numbers = (RangeAttribute)range;
        var whole = numbers.OperandType == typeof(int);
        var (least, most) = (Convert.ToDouble(
            numbers.Minimum,
            CultureInfo.InvariantCulture), Convert.ToDouble(numbers.Maximum, CultureInfo.InvariantCulture));
        yield return (numbers.MinimumIsExclusive ? least : least - 1).ToString("R", CultureInfo.InvariantCulture);
        if (whole ? most < int.MaxValue : most < long.MaxValue)
        {
            yield return (numbers.MaximumIsExclusive ? most : most + 1).ToString("R", CultureInfo.InvariantCulture);
        }
    }

    private static void Check(params (string Name, string Value)[] settings) => new SettingsCheck(Sections).Run(Configuration(settings));

    private static IConfigurationRoot Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
}
