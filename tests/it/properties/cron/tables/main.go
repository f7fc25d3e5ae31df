// Writes what the cron parsers of Velero make of many lines, as tables for the tests of
// src/model/value/cron: `go run . > ../runs.tsv`.
//
// A row is a line and, for each parser (robfig v1.1.0, robfig v3.0.1, netresearch v0.15.0), one cell:
//
//	error             the parser refuses the line
//	every S           an interval of S seconds
//	F C H G           first run after 2024-12-31T23:59:59Z in Unix seconds, runs up to 2065-01-01 but at
//	                  most 3,000, their FNV-1a hash, and the longest gap in seconds between two runs up to
//	                  2065-01-01: `never` where a search finds none, `-` where there are too many to walk
//	=                 as the cell before
//
// Where a parser answers with a time that is not later than the last run, it is asked again from a
// minute later: Velero's loop goes on in the same way.
package main

import (
	"bufio"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"sync"
	"time"
	_ "time/tzdata"

	nr "github.com/netresearch/go-cron"
	v1 "github.com/robfig/cron"
	v3 "github.com/robfig/cron/v3"
)

const (
	hashed = 3000
	walked = 30000
)

var (
	start = time.Date(2024, 12, 31, 23, 59, 59, 0, time.UTC)
	// The calendar of the tests has 14,610 days.
	end = start.Unix() + 1 + 14610*86400
)

type schedule interface{ Next(time.Time) time.Time }

type parser func(string) (schedule, error)

func main() {
	time.Local = time.UTC
	parsers := []parser{
		func(s string) (schedule, error) { return v1.ParseStandard(s) },
		func(s string) (schedule, error) { return v3.ParseStandard(s) },
		func(s string) (schedule, error) { return nr.ParseStandard(s) },
	}
	all := lines()
	rows := make([]string, len(all))
	work := make(chan int)
	var wait sync.WaitGroup
	for range 2 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for n := range work {
				rows[n] = row(all[n], parsers)
			}
		}()
	}
	for n := range all {
		if n%100 == 0 {
			fmt.Fprintln(os.Stderr, n, "of", len(all))
		}
		work <- n
	}
	close(work)
	wait.Wait()
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, r := range rows {
		fmt.Fprintln(out, r)
	}
}

func row(line string, parsers []parser) string {
	cells := []string{line}
	last := ""
	for _, parse := range parsers {
		cell := outcome(line, parse)
		if cell == last {
			cells = append(cells, "=")
		} else {
			cells = append(cells, cell)
		}
		last = cell
	}
	return strings.Join(cells, "\t")
}

func outcome(line string, parse parser) (cell string) {
	defer func() {
		if recover() != nil {
			cell = "error"
		}
	}()
	s, err := parse(line)
	if err != nil {
		return "error"
	}
	switch every := s.(type) {
	case v1.ConstantDelaySchedule:
		return fmt.Sprintf("every %d", int64(every.Delay.Seconds()))
	case v3.ConstantDelaySchedule:
		return fmt.Sprintf("every %d", int64(every.Delay.Seconds()))
	case nr.ConstantDelaySchedule:
		return fmt.Sprintf("every %d", int64(every.Delay.Seconds()))
	}
	var first, count, gap int64
	hash := uint64(14695981039346656037)
	last, never := start.Unix(), false
	for n := 0; ; n++ {
		at, ok := next(s, last)
		if !ok {
			never = true
			break
		}
		if at >= end {
			break
		}
		if n == 0 {
			first = at
		} else if at-last > gap {
			gap = at - last
		}
		if n < hashed {
			count++
			for shift := 0; shift < 64; shift += 8 {
				hash = (hash ^ (uint64(at) >> shift & 255)) * 1099511628211
			}
		}
		last = at
		if n == walked {
			return fmt.Sprintf("%d %d %016x -", first, count, hash)
		}
	}
	if never {
		return fmt.Sprintf("%d %d %016x never", first, count, hash)
	}
	return fmt.Sprintf("%d %d %016x %d", first, count, hash, gap)
}

func next(s schedule, last int64) (int64, bool) {
	for from := last; ; from += 60 {
		at := s.Next(time.Unix(from, 0).UTC())
		if at.IsZero() {
			return 0, false
		}
		if at.Unix() > last {
			return at.Unix(), true
		}
	}
}

var zones = []string{
	"America/New_York", "Europe/Berlin", "Europe/London", "Asia/Tokyo", "Asia/Kolkata",
	"Australia/Lord_Howe", "Australia/Sydney", "America/Santiago", "Pacific/Chatham", "America/Sao_Paulo",
	"Africa/Casablanca", "Asia/Kathmandu", "Etc/UTC", "Etc/GMT-3", "America/Havana", "Asia/Gaza",
	"Asia/Beirut", "Atlantic/Azores", "Pacific/Apia", "America/St_Johns", "GMT", "UTC", "Antarctica/Troll",
}

// changed holds zones whose rules are others in the time zone database of this Go (2025c) than in that of
// the compiler (2026f): nothing is to be learned from them.
var changed = map[string]bool{"Africa/Casablanca": true, "America/Havana": true}

func lines() []string {
	all := []string{
		"", " ", "0 2 * * *", "? ? ? ? ?", "0 0 0 2 * *", "0 2 * *", "@daily", "@midnight", "@hourly", "@weekly",
		"@monthly", "@yearly", "@annually", "@reboot", "@DAILY", " @daily", "@daily ", "0 0 * * SUN,wEd",
		"0 0 1 JAN-dec *", "0 0 * * monday", "0 0 L * *", "0 0 15W * *", "0 0 * * 5#3", "H * * * *",
		"0 24 * * *", "60 * * * *", "0 0 0 * *", "*/0 * * * *", "1,,2 3 * * *", "+1 03 * * *", "*-5 * * * *",
		"0 0 *-L * *", "1_0 * * * *", "*/7 * * * *", "0 */5 * * *", "5/15 * * * *", "*/90 * * * *",
		"10-20/100 * * * *", "5-5/2 * * * *", "*/5/2 * * * *", "*/-1 * * * *", "0 0 13 * 5", "0 0 1-7 * MON",
		"0 0 */2 * 1", "0 0 1-31 * 1", "0 0 * * 7", "0 0 * * 5-7", "0 0 * * FRI-MON", "0 22-2 * * *",
		"0 0 1 NOV-FEB *", "5-1 * * * *", "70-5 * * * *", "0 0 30 2 *", "0 0 31 4,6,9,11 *", ", 3 * * *",
		"0 0 29 2 *", "0 0 29 2 1", "@triggered", "@manual", "@none", "@every 90m", "@every 1.5h30s",
		"@every 1500ms", "@every 1d", "@every  1h", "@every 2562048h", "@every 0s", "@every -1h", "@every 500ms",
		"0 0 * fr\u0130 *", "0 0 * * fr\u0130", "0 0 * apr\u0130l *", "0 0 * \uff4aan *", "0 0 * * \u017fun",
		"0 0 * * \u017fat", "0 0 * AU\u011e *", "0 0 * * FR\u0131", "0 0 * JU\u2113 *", "0\u00a02 * * *",
		"0\t2 * * *", "\u0660 2 * * *", "0 2 * * * ", "TZ=UTC @daily", "CRON_TZ= 0 2 * * *",
		"TZ=\"America/Chicago\" 0 5 * * *", "TZ='America/Chicago' 0 5 * * *", "CRON_TZ=UTC", "CRON_TZ=Nowhere/Town 0 2 * * *",
		"CRON_TZ=europe/berlin 0 2 * * *", "TZ=Local 0 2 * * *", "TZ=UTC  0 2 * * *", "tz=UTC 0 2 * * *",
		"TZ=Etc/UTC * * * jun,10 0-5", "TZ=Australia/Lord_Howe @weekly", "CRON_TZ=Pacific/Chatham * 3 * * *",
		"TZ=../etc/UTC 0 2 * * *", "TZ=Europe/Berlin\t0 2 * * *", "TZ=EST5EDT 0 2 * * *", "TZ=US/Eastern 30 1 * * *",
	}
	seed := rand.New(rand.NewSource(18))
	for range 620 {
		all = append(all, random(seed))
	}
	words := []string{"@daily", "@weekly", "@monthly", "@yearly", "@hourly"}
	times := []string{"30 2 * * *", "0 0 * * *", "15 1 * * 0", "*/30 0-3 * * *", "45 3 1 * *"}
	for _, zone := range zones {
		var here []string
		for _, text := range append(append([]string{}, words...), times...) {
			here = append(here, "CRON_TZ="+zone+" "+text)
		}
		for range 8 {
			here = append(here, "TZ="+zone+" "+random(seed))
		}
		if !changed[zone] {
			all = append(all, here...)
		}
	}
	return all
}

// random writes a line of five fields, most of them readable.
func random(seed *rand.Rand) string {
	months := strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")
	days := strings.Fields("SUN MON TUE WED THU FRI SAT")
	field := func(low, high int, names []string, open int) string {
		if seed.Intn(100) < open {
			return "*"
		}
		value := func() string {
			n := low + seed.Intn(high-low+1)
			if names != nil && n-low < len(names) && seed.Intn(3) == 0 {
				return names[n-low]
			}
			return fmt.Sprint(n)
		}
		var items []string
		for range 1 + seed.Intn(3)*seed.Intn(2) {
			switch seed.Intn(9) {
			case 0:
				items = append(items, value()+"-"+value())
			case 1:
				items = append(items, fmt.Sprintf("*/%d", 1+seed.Intn(high-low+3)))
			case 2:
				items = append(items, value()+"-"+value()+fmt.Sprintf("/%d", 1+seed.Intn(5)))
			case 3:
				items = append(items, value()+fmt.Sprintf("/%d", 1+seed.Intn(20)))
			default:
				items = append(items, value())
			}
		}
		return strings.Join(items, ",")
	}
	return strings.Join([]string{
		field(0, 59, nil, 10), field(0, 23, nil, 20), field(1, 31, nil, 60), field(1, 12, months, 65),
		field(0, 6, days, 60),
	}, " ")
}
