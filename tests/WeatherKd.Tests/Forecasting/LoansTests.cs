using WeatherKd.Forecasting;

namespace WeatherKd.Tests.Forecasting;

public sealed class LoansTests
{
    [Fact]
    public void WhatIsLentIsDisposedOfWhenTheOwnerAndTheLastBorrowerAreDone()
    {
        var lent = new Counted();
        var loans = new Loans<Counted>(lent);
        var (first, second) = (loans.Borrow(), loans.Borrow());
        Assert.True(loans.AreOut);

        loans.Dispose();
        first.Dispose();
        Assert.Equal(0, lent.Disposals);
        Assert.True(loans.AreOut);

        second.Dispose();
        Assert.Equal(1, lent.Disposals);
        Assert.False(loans.AreOut);
    }

    [Fact]
    public void ReturnedByAllItStaysUntilItsOwnerLetsGo()
    {
        var lent = new Counted();
        var loans = new Loans<Counted>(lent);
        loans.Borrow().Dispose();
        Assert.False(loans.AreOut);
        Assert.Equal(0, lent.Disposals);

        loans.Dispose();
        Assert.Equal(1, lent.Disposals);
    }

    [Fact]
    public void ReturningOrLettingGoTwiceCountsOnce()
    {
        var lent = new Counted();
        var loans = new Loans<Counted>(lent);
        var (twice, other) = (loans.Borrow(), loans.Borrow());
        twice.Dispose();
        twice.Dispose();
        loans.Dispose();
        loans.Dispose();
        Assert.Equal(0, lent.Disposals);
        Assert.Throws<ObjectDisposedException>(loans.Borrow);

        other.Dispose();
        Assert.Equal(1, lent.Disposals);
    }

    private sealed class Counted : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
