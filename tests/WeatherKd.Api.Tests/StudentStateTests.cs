using System.Text.Json;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Students;
using WeatherKd.Students;

namespace WeatherKd.Api.Tests;

/// <summary>What a student is called after what happened to it.</summary>
public sealed class StudentStateTests
{
    private static readonly StudentStates States = new(
        "now",
        "beside",
        [
            Entry(3, ServiceAct.Promotion, "now"),
            Entry(2, ServiceAct.Rejection, "refused"),
            Entry(1, ServiceAct.Promotion, "before"),
            Entry(4, ServiceAct.Rejection, "before")
        ]);

    [Theory]
    [InlineData("now", StudentState.Champion)]
    [InlineData("beside", StudentState.Challenger)]
    [InlineData("before", StudentState.FormerChampion)]
    [InlineData("refused", StudentState.Rejected)]
    [InlineData("new", StudentState.Registered)]
    internal void IsToldRightly(string student, StudentState expected) => Assert.Equal(expected, States.Of(student, isDamaged: false));

    [Fact]
    public void StatesAreWrittenAsAllOfTheApiIs() => Assert.Equal(
        """["registered","champion","challenger","former_champion","rejected","damaged"]""",
        JsonSerializer.Serialize(Enum.GetValues<StudentState>(), ApiJson.Options));

    [Fact]
    public void ADamagedFolderIsToldFirst() => Assert.Equal(StudentState.Damaged, States.Of("now", isDamaged: true));

    private static HistoryEntry Entry(long sequence, ServiceAct act, string student) =>
        new(sequence, act, student, null, $"{sequence}", SampleWeather.Newest, "a test", "a reason");
}
